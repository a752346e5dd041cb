package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads one JSON text into a tree and refuses what serde_json refuses, in its words and at its line
 * and column (columns count bytes). Jackson accepts the same language, but names and places errors
 * differently. Depth is limited to 127 nested values, as there.
 */
public final class JsonSyntax {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final BigInteger U64_MAX = new BigInteger("18446744073709551615");
  private static final BigInteger I64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final int DEPTH_MAX = 127;
  private static final int INTEGER_DIGITS_MAX = 20;
  private static final int END = -1;

  private final byte[] bytes;
  private final StringReader strings;
  private int at;
  private int depth;

  private JsonSyntax(byte[] bytes) {
    this.bytes = bytes;
    this.strings = new StringReader();
  }

  /**
   * @throws JsonSyntaxException if this is not exactly one JSON value
   */
  public static JsonNode parse(byte[] bytes) {
    JsonSyntax syntax = new JsonSyntax(bytes);
    JsonNode value = syntax.value();
    if (syntax.peek() != END) {
      throw syntax.errorAtNext("trailing characters");
    }
    return value;
  }

  public static JsonNode parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode value() {
    int next = peek();
    return switch (next) {
      case END -> throw errorAtNext("EOF while parsing a value");
      case 'n' -> ident("null", NODES.nullNode());
      case 't' -> ident("true", NODES.booleanNode(true));
      case 'f' -> ident("false", NODES.booleanNode(false));
      case '"' -> {
        at++;
        yield NODES.textNode(strings.read());
      }
      case '[' -> nested(true);
      case '{' -> nested(false);
      default -> {
        if (next == '-' || isDigit(next)) {
          yield number();
        }
        throw errorAtNext("expected value");
      }
    };
  }

  private JsonNode nested(boolean array) {
    if (++depth > DEPTH_MAX) {
      throw errorAtNext("recursion limit exceeded");
    }
    at++;
    JsonNode node = array ? array() : object();
    at++;
    depth--;
    return node;
  }

  private ArrayNode array() {
    ArrayNode array = NODES.arrayNode();
    while (true) {
      int next = peek();
      if (next == END) {
        throw errorAtNext("EOF while parsing a list");
      }
      if (next == ']') {
        return array;
      }
      if (!array.isEmpty()) {
        comma(next, ']');
      }
      array.add(value());
    }
  }

  private ObjectNode object() {
    ObjectNode object = NODES.objectNode();
    boolean first = true;
    while (true) {
      int next = peek();
      if (next == END) {
        throw errorAtNext("EOF while parsing an object");
      }
      if (next == '}') {
        return object;
      }
      if (!first) {
        next = comma(next, '}');
      }
      first = false;
      if (next != '"') {
        throw errorAtNext("key must be a string");
      }
      at++;
      String key = strings.read();
      int colon = peek();
      if (colon != ':') {
        throw errorAtNext(colon == END ? "EOF while parsing an object" : "expected `:`");
      }
      at++;
      object.set(key, value());
    }
  }

  private int comma(int next, char end) {
    if (next != ',') {
      throw errorAtNext("expected `,` or `" + end + "`");
    }
    at++;
    int after = peek();
    if (after == end) {
      throw errorAtNext("trailing comma");
    }
    if (after == END) {
      throw errorAtNext("EOF while parsing a value");
    }
    return after;
  }

  private JsonNode ident(String word, JsonNode node) {
    at++;
    for (int i = 1; i < word.length(); i++) {
      if (at == bytes.length) {
        throw error("EOF while parsing a value");
      }
      if (bytes[at++] != word.charAt(i)) {
        throw error("expected ident");
      }
    }
    return node;
  }

  private JsonNode number() {
    int start = at;
    if (bytes[at] == '-') {
      at++;
    }
    if (at == bytes.length) {
      throw error("EOF while parsing a value");
    }
    int first = bytes[at++];
    if (!isDigit(first)) {
      throw error("invalid number");
    }
    if (first == '0' && at < bytes.length && isDigit(bytes[at])) {
      throw errorAtNext("invalid number");
    }
    skipDigits();
    boolean integer = true;
    if (at < bytes.length && bytes[at] == '.') {
      at++;
      integer = false;
      if (at == bytes.length || !isDigit(bytes[at])) {
        throw errorAtNext(at == bytes.length ? "EOF while parsing a value" : "invalid number");
      }
      skipDigits();
    }
    if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
      integer = false;
      exponent();
    }
    return numberNode(new String(bytes, start, at - start, StandardCharsets.US_ASCII), integer);
  }

  private void exponent() {
    at++;
    if (at < bytes.length && (bytes[at] == '+' || bytes[at] == '-')) {
      at++;
    }
    if (at == bytes.length) {
      throw error("EOF while parsing a value");
    }
    if (!isDigit(bytes[at++])) {
      throw error("invalid number");
    }
    skipDigits();
  }

  /** An integer that fits u64 or i64 stays one; any other number is a double. */
  private JsonNode numberNode(String text, boolean integer) {
    if (integer && !text.equals("-0") && text.length() <= INTEGER_DIGITS_MAX) {
      BigInteger value = new BigInteger(text);
      if (value.compareTo(I64_MIN) >= 0 && value.compareTo(U64_MAX) <= 0) {
        return value.bitLength() < Long.SIZE
            ? NODES.numberNode(value.longValue())
            : NODES.numberNode(value);
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw error("number out of range");
    }
    return NODES.numberNode(value);
  }

  private void skipDigits() {
    while (at < bytes.length && isDigit(bytes[at])) {
      at++;
    }
  }

  private int peek() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
        return b & 0xFF;
      }
      at++;
    }
    return END;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private JsonSyntaxException error(String what) {
    return error(what, at);
  }

  private JsonSyntaxException errorAtNext(String what) {
    return error(what, Math.min(bytes.length, at + 1));
  }

  private JsonSyntaxException error(String what, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonSyntaxException(what, line, index - lineStart);
  }

  /** Reads what follows an opening quote, up to and with the closing one. */
  private final class StringReader {

    String read() {
      int start = at;
      while (at < bytes.length && isPlain(bytes[at])) {
        at++;
      }
      if (at == bytes.length) {
        throw error("EOF while parsing a string");
      }
      if (bytes[at] == '"') {
        return text(bytes, start, at++);
      }
      if (bytes[at] == '\\') {
        return escaped(start);
      }
      at++;
      throw error("control character (\\u0000-\\u001F) found while parsing a string");
    }

    private String escaped(int start) {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      out.write(bytes, start, at - start);
      while (true) {
        if (at == bytes.length) {
          throw error("EOF while parsing a string");
        }
        byte b = bytes[at++];
        if (b == '"') {
          byte[] all = out.toByteArray();
          return text(all, 0, all.length);
        }
        if (b == '\\') {
          out.writeBytes(escape().getBytes(StandardCharsets.UTF_8));
        } else if (isPlain(b)) {
          out.write(b);
        } else {
          throw error("control character (\\u0000-\\u001F) found while parsing a string");
        }
      }
    }

    private String escape() {
      if (at == bytes.length) {
        throw error("EOF while parsing a string");
      }
      return switch (bytes[at++]) {
        case '"' -> "\"";
        case '\\' -> "\\";
        case '/' -> "/";
        case 'b' -> "\b";
        case 'f' -> "\f";
        case 'n' -> "\n";
        case 'r' -> "\r";
        case 't' -> "\t";
        case 'u' -> unicode();
        default -> throw error("invalid escape");
      };
    }

    private String unicode() {
      int first = hex();
      if (first >= 0xDC00 && first <= 0xDFFF) {
        throw error("lone leading surrogate in hex escape");
      }
      if (first < 0xD800 || first > 0xDBFF) {
        return String.valueOf((char) first);
      }
      expect('\\');
      expect('u');
      int second = hex();
      if (second < 0xDC00 || second > 0xDFFF) {
        throw error("lone leading surrogate in hex escape");
      }
      return new String(new char[] {(char) first, (char) second});
    }

    private void expect(char c) {
      if (at == bytes.length) {
        throw error("EOF while parsing a string");
      }
      if (bytes[at++] != c) {
        throw error("unexpected end of hex escape");
      }
    }

    private int hex() {
      if (bytes.length - at < 4) {
        at = bytes.length;
        throw error("EOF while parsing a string");
      }
      int value = 0;
      for (int i = 0; i < 4; i++) {
        int digit = Character.digit(bytes[at + i], 16);
        if (digit < 0) {
          at += 4;
          throw error("invalid escape");
        }
        value = value * 16 + digit;
      }
      at += 4;
      return value;
    }

    private static boolean isPlain(byte b) {
      return b != '"' && b != '\\' && (b < 0 || b >= 0x20);
    }

    private String text(byte[] from, int start, int end) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(java.nio.ByteBuffer.wrap(from, start, end - start))
            .toString();
      } catch (java.nio.charset.CharacterCodingException invalid) {
        throw error("invalid unicode code point");
      }
    }
  }
}
