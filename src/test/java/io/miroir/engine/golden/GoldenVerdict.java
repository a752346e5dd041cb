package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares an answer with the recorded one, aspect by aspect: what differs, and how. */
final class GoldenVerdict {
  private static final double TOLERANCE = 1e-9;
  private static final List<String> ADDED =
      List.of("_formatted", "_matchesPosition", "_rankingScore", "_rankingScoreDetails");
  private static final List<String> TOTALS =
      List.of(
          "query",
          "limit",
          "offset",
          "estimatedTotalHits",
          "page",
          "hitsPerPage",
          "totalPages",
          "totalHits",
          "semanticHitCount");

  private final Map<String, String> differences = new LinkedHashMap<>();
  private final String primaryKey;

  private GoldenVerdict(String primaryKey) {
    this.primaryKey = primaryKey;
  }

  /** Aspects that differ, with what was recorded and what was answered. */
  static Map<String, String> differences(JsonNode golden, JsonNode got, String primaryKey) {
    var verdict = new GoldenVerdict(primaryKey);
    verdict.hits(golden.get("hits"), got.get("hits"));
    for (String key : List.of("facetDistribution", "facetStats")) {
      verdict.check("facets", golden.path(key), got.path(key));
    }
    if (golden.has("facetDistribution")) {
      String order = order(golden.get("facetDistribution"));
      String found = order(got.path("facetDistribution"));
      if (!order.equals(found)) {
        verdict.differences.putIfAbsent("facetOrder", order + " → " + found);
      }
    }
    for (String key : TOTALS) {
      verdict.check("totals", golden.path(key), got.path(key));
    }
    return verdict.differences;
  }

  private static String order(JsonNode distribution) {
    List<String> found = new ArrayList<>();
    distribution
        .properties()
        .forEach(
            field -> {
              List<String> names = new ArrayList<>();
              field.getValue().fieldNames().forEachRemaining(names::add);
              found.add(field.getKey() + names);
            });
    return String.join(" ", found);
  }

  private void hits(JsonNode golden, JsonNode got) {
    List<String> goldenIds = ids(golden);
    List<String> gotIds = ids(got);
    if (!goldenIds.stream().sorted().toList().equals(gotIds.stream().sorted().toList())) {
      differences.put("hits", goldenIds + " → " + gotIds);
    } else if (!goldenIds.equals(gotIds)) {
      differences.put("order", goldenIds + " → " + gotIds);
    }
    Map<String, JsonNode> byId = new HashMap<>();
    for (int at = 0; at < gotIds.size(); at++) {
      byId.put(gotIds.get(at), got.get(at));
    }
    // Documents that were not asked for with their key may look alike: then places tell them apart.
    boolean alike = byId.size() < gotIds.size();
    for (int at = 0; at < goldenIds.size(); at++) {
      JsonNode hit = golden.get(at);
      JsonNode other = alike ? got.get(at) : byId.get(goldenIds.get(at));
      if (other != null) {
        check("scores", hit.path("_rankingScore"), other.path("_rankingScore"));
        check("details", hit.path("_rankingScoreDetails"), other.path("_rankingScoreDetails"));
        check("formatted", hit.path("_formatted"), other.path("_formatted"));
        check("formatted", hit.path("_matchesPosition"), other.path("_matchesPosition"));
        check("documents", document(hit), document(other));
      }
    }
  }

  private static JsonNode document(JsonNode hit) {
    return ((ObjectNode) hit.deepCopy()).without(ADDED);
  }

  /** Keys, or whole documents with their places where the key was not asked for. */
  private List<String> ids(JsonNode hits) {
    List<String> found = new ArrayList<>();
    hits.forEach(
        hit ->
            found.add(
                hit.has(primaryKey)
                    ? hit.get(primaryKey).asText()
                    : document(hit) + "#" + found.size()));
    return found;
  }

  private void check(String aspect, JsonNode golden, JsonNode got) {
    if (!same(golden, got)) {
      differences.putIfAbsent(aspect, golden + " → " + got);
    }
  }

  /** Equal JSON; numbers may differ by a tolerance, keys may come in any order. */
  static boolean same(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0
          || Math.abs(left.doubleValue() - right.doubleValue()) <= TOLERANCE;
    }
    if (left.isObject() && right.isObject() && left.size() == right.size()) {
      return left.properties().stream()
          .allMatch(e -> right.has(e.getKey()) && same(e.getValue(), right.get(e.getKey())));
    }
    if (left.isArray() && right.isArray() && left.size() == right.size()) {
      for (int at = 0; at < left.size(); at++) {
        if (!same(left.get(at), right.get(at))) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }
}
