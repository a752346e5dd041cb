package io.miroir.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.JsonText;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One decoded part of a token; refuses in serde's words and with its places. */
final class TokenJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] bytes;
  private final JsonNode node;

  private TokenJson(byte[] bytes, JsonNode node) {
    this.bytes = bytes;
    this.node = node;
  }

  /**
   * @param type as messages name it
   * @throws ProblemException invalid_api_key: no JSON, or no object
   */
  static TokenJson object(byte[] bytes, String type) {
    JsonNode node;
    try {
      node = JsonSyntax.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw Refusals.undecodable("JSON error: " + e.getMessage());
    }
    TokenJson json = new TokenJson(bytes, node);
    if (!node.isObject()) {
      throw json.wrong("invalid type: " + found(node) + ", expected struct " + type, bytes.length);
    }
    return json;
  }

  JsonNode node() {
    return node;
  }

  ProblemException missing(String field) {
    return wrong("missing field `" + field + "`", bytes.length);
  }

  /** A value of a wrong kind: placed before what has parts, behind what has none. */
  ProblemException wrongType(String field, String expected) {
    JsonNode value = node.get(field);
    Span span = span(field);
    return wrong(
        "invalid type: " + found(value) + ", expected " + expected,
        value.isContainerNode() ? span.start : span.end);
  }

  ProblemException wrongAfter(String field, String message) {
    return wrong(message, span(field).end);
  }

  /** Noticed only after the value: the bracket that closes the object is read too. */
  ProblemException mismatch(String field, String message) {
    int at = span(field).end;
    while (at < bytes.length && bytes[at] <= ' ') {
      at++;
    }
    return wrong(message, at < bytes.length && bytes[at] == '}' ? at + 1 : at);
  }

  private ProblemException wrong(String message, int offset) {
    int line = 1;
    int column = offset;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
        column = offset - i - 1;
      }
    }
    return Refusals.undecodable(
        "JSON error: " + message + " at line " + line + " column " + column);
  }

  private record Span(int start, int end) {}

  private Span span(String field) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken().isStructStart()) {
          parser.skipChildren();
        } else {
          parser.finishToken();
        }
        if (wanted) {
          return new Span(start, (int) parser.currentLocation().getByteOffset());
        }
      }
      return new Span(bytes.length, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException("expected JSON that was read before", e);
    }
  }

  private static String found(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string " + JsonText.of(value);
      case NUMBER ->
          (value.isIntegralNumber() ? "integer `" : "floating point `") + JsonText.of(value) + "`";
      case BOOLEAN -> "boolean `" + value.booleanValue() + "`";
      case ARRAY -> "sequence";
      case OBJECT -> "map";
      case NULL, MISSING, BINARY, POJO -> "null";
    };
  }
}
