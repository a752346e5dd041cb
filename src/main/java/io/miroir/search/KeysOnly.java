package io.miroir.search;

import io.miroir.engine.query.SearchRequest;
import java.util.List;
import java.util.Optional;

/** A request reduced to what ranks, without what is shown: hits of a few bytes. */
final class KeysOnly {
  private KeysOnly() {}

  static SearchRequest of(SearchRequest r) {
    return new SearchRequest(
        r.q(),
        r.offset(),
        r.limit(),
        r.page(),
        r.hitsPerPage(),
        Optional.of(List.of()),
        List.of(),
        r.cropLength(),
        r.cropMarker(),
        List.of(),
        r.highlightPreTag(),
        r.highlightPostTag(),
        false,
        r.filter(),
        r.sort(),
        r.distinct(),
        r.facets(),
        r.matchingStrategy(),
        r.attributesToSearchOn(),
        r.rankingScoreThreshold(),
        r.locales(),
        r.hybrid(),
        r.vector(),
        false,
        r.showRankingScore(),
        r.showRankingScoreDetails(),
        r.showPerformanceDetails());
  }
}
