package io.miroir.search;

import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.search.ComparedRules.Kind;
import io.miroir.search.ComparedRules.Rule;
import java.util.Optional;

/**
 * Whether the results of two queries can stand in one list: their rules must be of the same kinds.
 */
final class RulesConflict {

  /**
   * A query by its place in the request.
   *
   * @param index uid of its index
   */
  record Query(int place, String index, ComparedRules rules) {}

  private RulesConflict() {}

  /** The refusal of {@code current} because of {@code previous}, without its place. */
  static Optional<Problem> between(Query previous, Query current) {
    int common = Math.min(previous.rules().rules().size(), current.rules().rules().size());
    for (int i = 0; i < common; i++) {
      Rule first = previous.rules().rules().get(i);
      Rule second = current.rules().rules().get(i);
      if (first.kind() != second.kind()) {
        return Optional.of(
            new Problem(
                ErrorCode.INVALID_MULTI_SEARCH_QUERY_RANKING_RULES,
                message(previous, first, current, second)));
      }
    }
    return Optional.empty();
  }

  private static String message(Query previous, Rule first, Query current, Rule second) {
    return "The results of queries #"
        + previous.place()
        + " and #"
        + current.place()
        + " are incompatible: \n  1. "
        + shown(previous, first)
        + "\n  2. "
        + shown(current, second)
        + "\n  - "
        + reason(first.kind(), second.kind())
        + "\n"
        + notes(previous)
        + notes(current);
  }

  private static String shown(Query query, Rule rule) {
    String places =
        rule.first() == rule.last() ? "" + rule.first() : rule.first() + "..=" + rule.last();
    return "`queries[%d]%s`, `%s.rankingRules[%s]`: %s rule(s) %s"
        .formatted(
            query.place(),
            rule.sort() < 0 ? "" : ".sort[" + rule.sort() + "]",
            query.index(),
            places,
            rule.kind().words(),
            rule.names());
  }

  private static String reason(Kind first, Kind second) {
    boolean relevancy = first == Kind.RELEVANCY || second == Kind.RELEVANCY;
    if (relevancy) {
      boolean geo = first.geo() || second.geo();
      return "cannot compare a relevancy rule with a " + (geo ? "geosort rule" : "sort rule");
    }
    if (first.geo() != second.geo()) {
      return "cannot compare a sort rule with a geosort rule";
    }
    return "cannot compare two "
        + (first.geo() ? "geosort" : "sort")
        + " rules in opposite directions";
  }

  private static String notes(Query query) {
    if (query.rules().notes().isEmpty()) {
      return "";
    }
    return "  - note: The ranking rules of query #"
        + query.place()
        + " were modified during canonicalization:\n"
        + String.join("\n", query.rules().notes())
        + "\n";
  }
}
