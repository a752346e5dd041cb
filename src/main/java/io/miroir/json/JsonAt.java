package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A JSON value together with its place in the body and the error code that belongs to it. The
 * reading methods throw {@link ProblemException} with Meilisearch's words when the value is of
 * another kind; JSON null is such a value, unless {@link #optional} reads it.
 *
 * @param path {@code .a.b[0]}; empty at the root
 */
public record JsonAt(JsonNode node, String path, ErrorCode code) {
  private static final BigInteger U64_MAX = new BigInteger("18446744073709551615");

  public static JsonAt root(JsonNode node, ErrorCode code) {
    return new JsonAt(node == null ? NullNode.getInstance() : node, "", code);
  }

  public JsonAt withCode(ErrorCode other) {
    return new JsonAt(node, path, other);
  }

  JsonAt field(String name, JsonNode value, ErrorCode fieldCode) {
    return new JsonAt(value, path + "." + name, fieldCode);
  }

  public boolean isNull() {
    return node.isNull();
  }

  /** Null is as good as absent. */
  public <T> Optional<T> optional(Function<JsonAt, T> reader) {
    return isNull() ? Optional.empty() : Optional.of(reader.apply(this));
  }

  public String string() {
    if (!node.isTextual()) {
      throw wrongKind(Kind.STRING);
    }
    return node.textValue();
  }

  public boolean bool() {
    if (!node.isBoolean()) {
      throw wrongKind(Kind.BOOLEAN);
    }
    return node.booleanValue();
  }

  /** An integer from 0 to 2^64-1. */
  public BigInteger unsigned() {
    return unsigned(U64_MAX);
  }

  /** An integer from 0 to {@code max}. */
  public BigInteger unsigned(BigInteger max) {
    if (Kind.of(node) != Kind.INTEGER) {
      throw wrongKind(Kind.INTEGER);
    }
    BigInteger value = node.bigIntegerValue();
    if (value.compareTo(max) > 0) {
      throw invalid(
          "value: `"
              + value
              + "` is too large to be deserialized, maximum value authorized is `"
              + max
              + "`");
    }
    return value;
  }

  /** An unsigned integer; what lies over the range of int reads as its maximum. */
  public int count() {
    return clampToInt(unsigned());
  }

  public double number() {
    if (!node.isNumber()) {
      throw wrongKind(Kind.INTEGER, Kind.NEGATIVE_INTEGER, Kind.FLOAT);
    }
    return node.doubleValue();
  }

  public <T> List<T> list(Function<JsonAt, T> reader) {
    if (!node.isArray()) {
      throw wrongKind(Kind.SEQUENCE);
    }
    List<T> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(reader.apply(new JsonAt(node.get(i), path + "[" + i + "]", code)));
    }
    return List.copyOf(items);
  }

  public List<String> strings() {
    return list(JsonAt::string);
  }

  /** An object with names of the client's choosing; the map keeps its order. */
  public <T> Map<String, T> map(Function<JsonAt, T> reader) {
    if (!node.isObject()) {
      throw wrongKind(Kind.MAP);
    }
    Map<String, T> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      entries.put(field.getKey(), reader.apply(field(field.getKey(), field.getValue(), code)));
    }
    return entries;
  }

  /** One of a few words. */
  public <T> T oneOf(Map<String, T> accepted) {
    String word = string();
    T value = accepted.get(word);
    if (value == null) {
      throw Refusals.unknownValue(word, place(" at"), accepted.keySet(), code);
    }
    return value;
  }

  public ProblemException wrongKind(Kind... accepted) {
    return ProblemException.of(
        code,
        "Invalid value type"
            + place(" at")
            + ": expected "
            + Kind.expected(List.of(accepted))
            + ", but found "
            + Kind.found(node));
  }

  public ProblemException invalid(String message) {
    return ProblemException.of(code, "Invalid value" + place(" at") + ": " + message);
  }

  String place(String preposition) {
    return path.isEmpty() ? "" : preposition + " `" + path + "`";
  }

  public static int clampToInt(BigInteger value) {
    return value.bitLength() < Integer.SIZE ? value.intValue() : Integer.MAX_VALUE;
  }
}
