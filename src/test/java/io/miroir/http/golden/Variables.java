package io.miroir.http.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values saved from answers, and their places in later requests. */
final class Variables {
  /** A variable has no value, because an earlier step did not answer as expected. */
  static final class Unresolved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unresolved(String name) {
      super("${" + name + "} has no value");
    }
  }

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)\\}");
  private static final Pattern NUMBER = Pattern.compile("(\\w+)\\s*([+-])\\s*(\\d+)");
  private static final Pattern DATE = Pattern.compile("date:([+-]?)(\\d+)s");
  private static final Pattern PART =
      Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)\\]|\\[(\\w+)=([^\\]]*)\\]");

  private final Map<String, JsonNode> values = new HashMap<>();

  void put(String name, JsonNode value) {
    values.put(name, value);
  }

  Map<String, JsonNode> all() {
    return values;
  }

  JsonNode in(JsonNode node) {
    if (node.isTextual()) {
      Matcher whole = VARIABLE.matcher(node.textValue());
      return whole.matches() ? value(whole.group(1)) : NODES.textNode(in(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode array = NODES.arrayNode();
      node.forEach(item -> array.add(in(item)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = NODES.objectNode();
      node.properties().forEach(e -> object.set(in(e.getKey()), in(e.getValue())));
      return object;
    }
    return node;
  }

  String in(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1)).asText()));
  }

  private JsonNode value(String expression) {
    Matcher date = DATE.matcher(expression);
    if (date.matches()) {
      long shift = Long.parseLong(date.group(2)) * (date.group(1).equals("-") ? -1 : 1);
      return NODES.textNode(
          Instant.now().plusSeconds(shift).truncatedTo(ChronoUnit.SECONDS).toString());
    }
    Matcher shifted = NUMBER.matcher(expression);
    String name = shifted.matches() ? shifted.group(1) : expression;
    JsonNode value = values.get(name);
    if (value == null) {
      throw new Unresolved(name);
    }
    if (!shifted.matches()) {
      return value;
    }
    long by = Long.parseLong(shifted.group(3)) * (shifted.group(2).equals("-") ? -1 : 1);
    return NODES.numberNode(value.asLong() + by);
  }

  /** Saves what the step asks for; what is not there loses its value. */
  void save(JsonNode wanted, JsonNode body, JsonNode task) {
    for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
      String path = entry.getValue().asText();
      JsonNode found = path.startsWith("task:") ? at(task, path.substring(5)) : at(body, path);
      if (found.isMissingNode()) {
        values.remove(entry.getKey());
      } else {
        values.put(entry.getKey(), found);
      }
    }
  }

  private static JsonNode at(JsonNode document, String path) {
    JsonNode found = document;
    Matcher part = PART.matcher(path);
    while (part.find()) {
      if (part.group(1) != null) {
        found = found.path(part.group(1));
      } else if (part.group(2) != null) {
        found = found.path(Integer.parseInt(part.group(2)));
      } else {
        found = matching(found, part.group(3), part.group(4));
      }
    }
    return found;
  }

  private static JsonNode matching(JsonNode list, String field, String wanted) {
    for (JsonNode item : list) {
      if (item.path(field).asText().equals(wanted)) {
        return item;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
