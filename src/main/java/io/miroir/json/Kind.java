package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Kinds of JSON values as error messages name them, in the order in which they list several. */
public enum Kind {
  NULL("null"),
  BOOLEAN("a boolean"),
  INTEGER("a positive integer"),
  NEGATIVE_INTEGER("a negative integer"),
  FLOAT("a number"),
  STRING("a string"),
  SEQUENCE("an array"),
  MAP("an object");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  static Kind of(JsonNode node) {
    return switch (node.getNodeType()) {
      case BOOLEAN -> BOOLEAN;
      case STRING -> STRING;
      case ARRAY -> SEQUENCE;
      case OBJECT -> MAP;
      case NUMBER -> number(node);
      case NULL, MISSING, BINARY, POJO -> NULL;
    };
  }

  private static Kind number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      return FLOAT;
    }
    return node.bigIntegerValue().signum() < 0 ? NEGATIVE_INTEGER : INTEGER;
  }

  /** What was found, as messages say it: the kind and the value as compact JSON. */
  static String found(JsonNode node) {
    Kind kind = of(node);
    return kind == NULL ? "null" : kind.words + ": `" + JsonText.of(node) + "`";
  }

  /** What would be accepted; {@code kinds} in the order of this enum. */
  static String expected(List<Kind> kinds) {
    if (kinds.contains(FLOAT) && kinds.contains(INTEGER)) {
      return FLOAT.words;
    }
    if (kinds.contains(INTEGER) && kinds.contains(NEGATIVE_INTEGER)) {
      return "an integer";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < kinds.size(); i++) {
      boolean last = i == kinds.size() - 1;
      if (i > 0) {
        text.append(!last ? ", " : i == 1 ? " or " : ", or ");
      }
      text.append(kinds.get(i).words);
    }
    return text.toString();
  }
}
