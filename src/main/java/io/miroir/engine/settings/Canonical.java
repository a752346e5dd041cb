package io.miroir.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.ErrorCode;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads setting values into the form in which tasks echo them: sets sorted by code point and
 * without duplicates, keys in the API's order, nothing added or lost otherwise.
 */
final class Canonical {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final BigInteger U8_MAX = BigInteger.valueOf(255);

  /** The order of Rust's strings, which is that of their UTF-8 bytes. */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
          if (a.charAt(i) != b.charAt(i)) {
            return Integer.compare(weight(a.charAt(i)), weight(b.charAt(i)));
          }
        }
        return Integer.compare(a.length(), b.length());
      };

  private Canonical() {}

  /** Surrogates stand for code points above all other chars. */
  private static int weight(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  static JsonNode string(JsonAt at) {
    return NODES.textNode(at.string());
  }

  static JsonNode bool(JsonAt at) {
    return NODES.booleanNode(at.bool());
  }

  static JsonNode unsigned(JsonAt at) {
    at.unsigned();
    return at.node();
  }

  static JsonNode unsignedByte(JsonAt at) {
    at.unsigned(U8_MAX);
    return at.node();
  }

  static JsonNode nonZero(JsonAt at) {
    if (at.unsigned().signum() == 0) {
      throw at.invalid(
          "a non-zero integer value lower than `18446744073709551615` was expected, but found a"
              + " zero");
    }
    return at.node();
  }

  static ArrayNode strings(JsonAt at) {
    return array(at.strings());
  }

  static ArrayNode sortedSet(JsonAt at) {
    TreeSet<String> set = new TreeSet<>(BY_CODE_POINT);
    set.addAll(at.strings());
    return array(set);
  }

  static ArrayNode array(Collection<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** A map with names of the client's choosing, sorted. */
  static ObjectNode sortedMap(JsonAt at, Function<JsonAt, JsonNode> reader) {
    Map<String, JsonNode> sorted = new TreeMap<>(BY_CODE_POINT);
    sorted.putAll(at.map(reader));
    ObjectNode object = NODES.objectNode();
    object.setAll(sorted);
    return object;
  }

  /** A word of an enumeration, kept as text. */
  static Function<JsonAt, JsonNode> word(List<String> accepted) {
    Map<String, String> words = new java.util.LinkedHashMap<>();
    accepted.forEach(word -> words.put(word, word));
    return at -> NODES.textNode(at.oneOf(words));
  }

  /** Null means "back to the default" and is kept. */
  static Function<JsonAt, JsonNode> nullable(Function<JsonAt, JsonNode> reader) {
    return at -> at.isNull() ? NODES.nullNode() : reader.apply(at);
  }

  /** Describes an object whose fields come out in the order declared here. */
  static final class Fields {
    private final ErrorCode code;
    private final JsonShape<Map<String, JsonNode>> shape;

    Fields(ErrorCode code) {
      this.code = code;
      this.shape = new JsonShape<>(code);
    }

    Fields nullable(String name, Function<JsonAt, JsonNode> reader) {
      Function<JsonAt, JsonNode> lenient = Canonical.nullable(reader);
      return plain(name, lenient);
    }

    Fields plain(String name, Function<JsonAt, JsonNode> reader) {
      shape.field(name, code, (found, at) -> found.put(name, reader.apply(at)));
      return this;
    }

    Fields required(String name, Function<JsonAt, JsonNode> reader) {
      shape.required(name, code, code, (found, at) -> found.put(name, reader.apply(at)));
      return this;
    }

    ObjectNode read(JsonAt at) {
      Map<String, JsonNode> found = shape.read(at, new HashMap<>());
      ObjectNode object = NODES.objectNode();
      for (String name : shape.names()) {
        if (found.containsKey(name)) {
          object.set(name, found.get(name));
        }
      }
      return object;
    }
  }
}
