package io.miroir.search;

import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.SearchRequest;
import io.miroir.json.JsonAt;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which hits of the merged list are shown.
 *
 * @param finite by page: totals are exact
 */
record FederatedWindow(int offset, int limit, boolean finite) {
  private static final BigInteger DEFAULT_HITS_PER_PAGE = BigInteger.valueOf(20);

  static FederatedWindow of(Federation federation) {
    boolean finite = federation.page().isPresent() || federation.hitsPerPage().isPresent();
    if (!finite) {
      return new FederatedWindow(
          JsonAt.clampToInt(federation.offset()), JsonAt.clampToInt(federation.limit()), false);
    }
    BigInteger page = federation.page().orElse(BigInteger.ONE);
    BigInteger size = federation.hitsPerPage().orElse(DEFAULT_HITS_PER_PAGE);
    BigInteger limit = page.signum() == 0 ? BigInteger.ZERO : size;
    BigInteger before = page.subtract(BigInteger.ONE).max(BigInteger.ZERO);
    return new FederatedWindow(
        JsonAt.clampToInt(before.multiply(limit)), JsonAt.clampToInt(limit), true);
  }

  /** Hits of each query that may be needed. */
  int end() {
    return (int) Math.min(Integer.MAX_VALUE, (long) offset + limit);
  }

  /** The query as its index is asked: from its first hit to the end of the page. */
  SearchRequest applied(SearchRequest r, Optional<String> distinct) {
    return new SearchRequest(
        r.q(),
        0,
        end(),
        finite ? OptionalInt.of(1) : OptionalInt.empty(),
        finite ? OptionalInt.of(end()) : OptionalInt.empty(),
        r.attributesToRetrieve(),
        r.attributesToCrop(),
        r.cropLength(),
        r.cropMarker(),
        r.attributesToHighlight(),
        r.highlightPreTag(),
        r.highlightPostTag(),
        r.showMatchesPosition(),
        r.filter(),
        r.sort(),
        distinct,
        List.of(),
        r.matchingStrategy(),
        r.attributesToSearchOn(),
        r.rankingScoreThreshold(),
        r.locales(),
        r.hybrid(),
        r.vector(),
        r.retrieveVectors(),
        r.showRankingScore(),
        r.showRankingScoreDetails(),
        false);
  }
}
