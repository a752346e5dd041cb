package io.miroir.engine.rank;

import io.miroir.engine.graph.FieldScope;
import io.miroir.engine.query.QueryProfile;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.store.IndexView;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * What every part of one search needs.
 *
 * @param filtered documents the filter lets through
 */
record SearchContext(
    IndexView view,
    SearchRequest request,
    QueryProfile profile,
    IndexFacts facts,
    FieldScope scope,
    RoaringBitmap filtered,
    BucketSort.Cutoff cutoff) {

  Window window() {
    return Window.of(request, view.settings().maxTotalHits());
  }

  /** Null when no distinct is in force. */
  DistinctField distinct() {
    Optional<String> field = request.distinct().or(view.settings()::distinctAttribute);
    return field.map(name -> new DistinctField(view, name)).orElse(null);
  }

  /**
   * The goal of a ranking that keeps some hits. Finite pages with a threshold rank all that can be
   * reached, which makes their count exact.
   */
  BucketSort.Goal goal(int wanted) {
    boolean all = request.finite() && request.rankingScoreThreshold().isPresent();
    int evaluated = all ? Math.max(wanted, view.settings().maxTotalHits()) : wanted;
    return new BucketSort.Goal(wanted, evaluated, distinct(), request.rankingScoreThreshold());
  }

  /** How many hits to rank. */
  int end() {
    int asked = window().end();
    return asked == 0 ? 0 : Math.max(asked, facts.told().hits());
  }

  /** Finite pages count one document per distinct value, exactly. */
  Outcome finish(Outcome outcome) {
    DistinctField distinct = request.finite() ? distinct() : null;
    if (distinct == null) {
      return outcome;
    }
    if (!facts.shared()) {
      return outcome.withCandidates(distinct.deduplicate(outcome.candidates()));
    }
    Optional<List<Long>> survivors = facts.told().settled().flatMap(PartFacts.Settled::survivors);
    return survivors.isEmpty()
        ? outcome
        : outcome.withCandidates(distinct.survivors(outcome.candidates(), survivors.get()));
  }
}
