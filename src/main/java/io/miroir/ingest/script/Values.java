package io.miroir.ingest.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of a script: Boolean, Long, Double, String, {@code List<Object>}, {@code Map<String,
 * Object>} and nothing.
 */
final class Values {

  private enum Nothing {
    INSTANCE
  }

  /** {@code ()}. */
  static final Object NOTHING = Nothing.INSTANCE;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Values() {}

  static Object of(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(of(item)));
      return list;
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isTextual()
        ? node.textValue()
        : node.isBoolean() ? (Object) node.booleanValue() : NOTHING;
  }

  static JsonNode json(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        ObjectNode object = JSON.objectNode();
        map.forEach((key, item) -> object.set((String) key, json(item)));
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = JSON.arrayNode();
        list.forEach(item -> array.add(json(item)));
        yield array;
      }
      case Long number -> JSON.numberNode(number);
      case Double number -> Double.isFinite(number) ? JSON.numberNode(number) : JSON.nullNode();
      case String text -> JSON.textNode(text);
      case Boolean bool -> JSON.booleanNode(bool);
      default -> JSON.nullNode();
    };
  }

  /** Lists and maps are values: who gets one gets a copy. */
  static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put((String) key, copy(item)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(copy(item)));
        yield copy;
      }
      default -> value;
    };
  }

  static String type(Object value) {
    return switch (value) {
      case Map<?, ?> map -> "map";
      case List<?> list -> "array";
      case Long number -> "i64";
      case Double number -> "f64";
      case String text -> "string";
      case Boolean bool -> "bool";
      default -> "()";
    };
  }

  static boolean equal(Object left, Object right) {
    if (left instanceof Number l
        && right instanceof Number r
        && !l.getClass().equals(r.getClass())) {
      return l.doubleValue() == r.doubleValue();
    }
    return left.equals(right);
  }

  /** As a script prints it. */
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Double number -> JsonText.number(number);
      case List<?> list -> JsonText.of(json(list));
      case Map<?, ?> map -> "#" + JsonText.of(json(map));
      default -> value == NOTHING ? "" : value.toString();
    };
  }
}
