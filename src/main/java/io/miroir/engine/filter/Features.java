package io.miroir.engine.filter;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;

/** Refuses filters that need an experimental feature which is off (API reference, 12.7). */
final class Features {
  private static final String DISCUSSIONS = "https://github.com/orgs/meilisearch/discussions/";

  private Features() {}

  static void check(Filter filter, boolean containsFilter) {
    switch (filter) {
      case Filter.And and -> and.parts().forEach(part -> check(part, containsFilter));
      case Filter.Or or -> or.parts().forEach(part -> check(part, containsFilter));
      case Filter.Not not -> check(not.part(), containsFilter);
      case Filter.Condition condition -> {
        if (!containsFilter && condition.test() instanceof Filter.Contains contains) {
          throw off("Using `CONTAINS` in a filter", "contains filter", "763", contains.keyword());
        }
      }
      case Filter.VectorExists exists ->
          throw off("using a vector filter", "multimodal", "846", exists.vectors());
      case Filter.Foreign foreign ->
          throw off("using a foreign filter", "foreign_keys", "873", foreign.field());
      case Filter.GeoRadius radius -> {}
      case Filter.GeoBox box -> {}
      case Filter.GeoPolygon polygon -> {}
    }
  }

  private static ProblemException off(String what, String feature, String page, Word word) {
    String message =
        what
            + " requires enabling the `"
            + feature
            + "` experimental feature. See "
            + DISCUSSIONS
            + page;
    return ProblemException.of(
        ErrorCode.FEATURE_NOT_ENABLED,
        FilterFailure.located(message, word.filter(), word.start(), word.end()));
  }
}
