package io.miroir.search;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.ProximityPrecision;
import java.util.ArrayList;
import java.util.List;

/** What of a merged answer may differ from that of one index, for who asks; pure. */
final class Approximations {
  private Approximations() {}

  static List<String> of(SearchRequest request, Settings settings, ExactMerge<?> merge) {
    List<String> found = new ArrayList<>();
    if (!merge.exact()) {
      found.add("order and scores: some node ranks with what it has");
    }
    if (merge.parts().values().stream().anyMatch(part -> part.answer().answer().degraded())) {
      found.add("order: a node's ranking was cut off by time");
    }
    if (settings.proximityPrecision() == ProximityPrecision.BY_ATTRIBUTE) {
      found.add("proximity: byAttribute remembers pairs as they were at the first look");
    }
    boolean distinct = request.distinct().or(settings::distinctAttribute).isPresent();
    if (merge.hybrid() && (distinct || request.rankingScoreThreshold().isPresent())) {
      found.add("totals: a hybrid search with distinct or a threshold");
    }
    if (distinct && request.sort().stream().anyMatch(sort -> sort.startsWith("_geoPoint"))) {
      found.add("geo buckets: some lose documents to a distinct value");
    }
    return found;
  }
}
