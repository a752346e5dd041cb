package io.miroir.node.meilisearch;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers to several searches of one index. A server tells how many documents each search
 * matches, not which: totals and facets of more than one search are those of the sum, which counts
 * a document again for each search that matches it.
 */
final class FederatedParts {
  private final FederatedRequest request;
  private final List<SearchAnswer> answers = new ArrayList<>();
  private List<FacetCounts> facets = List.of();
  private long candidates;

  FederatedParts(FederatedRequest request) {
    this.request = request;
  }

  /** The search with this number, and the facets of all. */
  SearchRequest query(int number) {
    SearchRequest r = request.queries().get(number);
    return new SearchRequest(
        r.q(),
        r.offset(),
        r.limit(),
        r.page(),
        r.hitsPerPage(),
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
        r.distinct(),
        request.facets(),
        r.matchingStrategy(),
        r.attributesToSearchOn(),
        r.rankingScoreThreshold(),
        r.locales(),
        r.hybrid(),
        r.vector(),
        r.retrieveVectors(),
        true,
        true,
        r.showPerformanceDetails());
  }

  void add(SearchAnswer answer) {
    if (answers.isEmpty()) {
      facets = answer.facets();
    }
    candidates += answer.candidates();
    answers.add(
        new SearchAnswer(
            answer.hits(),
            answer.candidates(),
            List.of(),
            answer.semanticHits(),
            answer.degraded()));
  }

  FederatedAnswer answer() {
    return new FederatedAnswer(answers, candidates, facets, Optional.empty());
  }
}
