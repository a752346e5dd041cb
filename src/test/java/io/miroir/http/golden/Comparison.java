package io.miroir.http.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells where an answer differs from its recording; key order and number form are not looked at.
 */
final class Comparison {
  private static final double TOLERANCE = 1e-9;

  private Comparison() {}

  static List<String> differences(JsonNode expected, JsonNode actual, JsonNode ignore) {
    List<String> found = new ArrayList<>();
    if (expected.has("problem")) {
      return found;
    }
    for (String part : List.of("status", "headers", "body", "text", "task")) {
      if (expected.has(part) || actual.has(part)) {
        compare(expected.path(part), actual.path(part), part, found);
      }
    }
    List<Pattern> ignored = new ArrayList<>();
    ignore.forEach(path -> ignored.add(pattern(path.asText())));
    found.removeIf(line -> ignored.stream().anyMatch(p -> p.matcher(line).lookingAt()));
    return found;
  }

  private static Pattern pattern(String path) {
    String regex =
        Pattern.quote(path).replace("[*]", "\\E\\[\\d+\\]\\Q").replace("*", "\\E[^.\\[]+\\Q");
    return Pattern.compile(regex + "(?:[ .\\[])");
  }

  private static void compare(JsonNode left, JsonNode right, String path, List<String> found) {
    if (left.isTextual() && left.textValue().equals("<ignored>")) {
      return;
    }
    if (left.isObject() && right.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      left.fieldNames().forEachRemaining(names::add);
      right.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(left.path(name), right.path(name), path + "." + name, found));
    } else if (left.isArray() && right.isArray() && left.size() == right.size()) {
      for (int i = 0; i < left.size(); i++) {
        compare(left.get(i), right.get(i), path + "[" + i + "]", found);
      }
    } else if (left.isNumber() && right.isNumber()) {
      double difference = Math.abs(left.doubleValue() - right.doubleValue());
      if (difference > TOLERANCE * Math.max(1, Math.abs(left.doubleValue()))) {
        found.add(path + " expected " + left + " got " + right);
      }
    } else if (!left.equals(right)) {
      found.add(path + " expected " + shown(left) + " got " + shown(right));
    }
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "(absent)" : node.toString();
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
