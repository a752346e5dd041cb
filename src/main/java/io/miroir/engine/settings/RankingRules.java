package io.miroir.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads ranking rules: built-in names and {@code field:asc} or {@code field:desc}. */
final class RankingRules {
  private static final Set<String> BUILT_IN =
      Set.of(
          "words",
          "typo",
          "proximity",
          "attribute",
          "attributeRank",
          "wordPosition",
          "sort",
          "exactness");
  private static final Set<String> RESERVED =
      Set.of("_geo", "_geoDistance", "_geoPoint", "_geoRadius", "_geoBoundingBox", "_geoPolygon");

  private RankingRules() {}

  static JsonNode read(JsonAt at) {
    return Canonical.array(
        at.list(
            item -> {
              refusal(item.string())
                  .ifPresent(
                      message -> {
                        throw item.invalid(message);
                      });
              return item.string();
            }));
  }

  /** Judged over the whole list, and without a path in the message. */
  static void checkMix(List<String> rules) {
    if (rules.contains("attribute")
        && (rules.contains("attributeRank") || rules.contains("wordPosition"))) {
      throw ProblemException.of(
          ErrorCode.INVALID_SETTINGS_RANKING_RULES,
          "Mixed usage of the attribute, attributeRank, and wordPosition ranking rules. You must"
              + " either use the attribute ranking rule alone or the attributeRank and wordPosition"
              + " ranking rules.");
    }
  }

  private static Optional<String> refusal(String rule) {
    if (BUILT_IN.contains(rule)) {
      return Optional.empty();
    }
    int colon = rule.lastIndexOf(':');
    String direction = colon < 0 ? "" : rule.substring(colon + 1);
    if (!direction.equals("asc") && !direction.equals("desc")) {
      return Optional.of(
          "`"
              + rule
              + "` ranking rule is invalid. Valid ranking rules are words, typo, sort, proximity,"
              + " attribute, exactness and custom ranking rules.");
    }
    String field = rule.substring(0, colon);
    if (field.startsWith("_geoPoint(")) {
      return Optional.of(
          reserved("_geoPoint") + ". `_geoPoint` can only be used for sorting at search time");
    }
    for (String filter : List.of("_geoRadius", "_geoBoundingBox", "_geoPolygon")) {
      if (field.startsWith(filter + "(")) {
        return Optional.of(
            reserved(filter) + ". `" + filter + "` can only be used for filtering at search time");
      }
    }
    return RESERVED.contains(field) ? Optional.of(reserved(field)) : Optional.empty();
  }

  private static String reserved(String name) {
    return "`" + name + "` is a reserved keyword and thus can't be used as a ranking rule";
  }
}
