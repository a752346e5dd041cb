package io.miroir.search;

import io.miroir.engine.query.SearchRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

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

  /** What only finds candidates: no hits, nothing counted. */
  static SearchRequest universe(SearchRequest r) {
    return new SearchRequest(
        r.q(),
        0,
        0,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.of(List.of()),
        List.of(),
        r.cropLength(),
        r.cropMarker(),
        List.of(),
        r.highlightPreTag(),
        r.highlightPostTag(),
        false,
        r.filter(),
        List.of(),
        Optional.empty(),
        List.of(),
        r.matchingStrategy(),
        r.attributesToSearchOn(),
        OptionalDouble.empty(),
        r.locales(),
        r.hybrid(),
        r.vector(),
        false,
        r.showRankingScore(),
        r.showRankingScoreDetails(),
        r.showPerformanceDetails());
  }
}
