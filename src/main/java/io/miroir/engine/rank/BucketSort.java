package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.query.Term;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.roaringbitmap.RoaringBitmap;

/**
 * Applies rules one inside the other until enough hits are found (ranking reference, 4.2, 6.1, 8,
 * 11). One use per search.
 */
final class BucketSort {

  /** Tells when a search has to stop. */
  interface Cutoff {
    boolean passed();
  }

  /** A document in its place, with what the rules said of it. */
  record Ranked(int document, List<RuleScore> scores) {}

  /**
   * What a sort is to find.
   *
   * @param wanted hits to keep
   * @param evaluated documents to rank, at least as many; more make the count of candidates exact
   * @param distinct null: no documents are dropped for their values
   */
  record Goal(int wanted, long evaluated, DistinctField distinct, OptionalDouble threshold) {}

  private static final RuleScore SKIPPED = new RuleScore.Skipped();

  private final IndexView view;
  private final List<RankingRule> rules;
  private final Goal goal;
  private final Cutoff cutoff;
  private final IndexFacts facts;
  private final List<Term> terms;
  private final List<Ranked> hits = new ArrayList<>();
  private final List<RuleScore> scores = new ArrayList<>();
  private final Exclusions exclusions;
  private final PartFacts.Settled settled;
  private final RoaringBitmap candidates;
  private long evaluated;
  private boolean degraded;
  private boolean ended;

  /**
   * @param universe every document that may become a hit
   * @param terms of the query; empty without words
   */
  BucketSort(
      SearchContext context,
      List<RankingRule> rules,
      RoaringBitmap universe,
      Goal goal,
      List<Term> terms) {
    this.view = context.view();
    this.cutoff = context.cutoff();
    this.facts = context.facts();
    this.terms = terms;
    this.rules = rules;
    this.goal = goal;
    this.candidates = universe.clone();
    this.settled = facts.told().settled().orElse(null);
    this.exclusions = new Exclusions(goal.distinct(), facts, candidates);
  }

  void run(RoaringBitmap universe, QueryGraph graph) {
    if (goal.evaluated() == 0) {
      return;
    }
    if (rules.isEmpty()) {
      emit(universe, goal.evaluated());
    } else {
      sort(0, universe, graph);
    }
    exclusions.finish();
  }

  List<Ranked> hits() {
    return hits;
  }

  /** What is left of the universe after duplicates and low scores went. */
  RoaringBitmap candidates() {
    return candidates;
  }

  boolean degraded() {
    return degraded;
  }

  /** Where other parts are known, the search ends where it ended over all of them. */
  private boolean done() {
    return settled == null ? evaluated >= goal.evaluated() : ended;
  }

  private void sort(int depth, RoaringBitmap parent, QueryGraph graph) {
    RoaringBitmap universe = parent;
    RankingRule.Visit visit = null;
    while (!done()) {
      if (!exclusions.excluded().isEmpty()) {
        universe = RoaringBitmap.andNot(universe, exclusions.excluded());
      }
      if (universe.isEmpty()) {
        return;
      }
      if (cutoff.passed()) {
        degraded = true;
        judge(depth, universe, new RankingRule.Bucket(universe, null, SKIPPED), graph);
        return;
      }
      if (visit == null) {
        facts.enter(scores);
        visit = rules.get(depth).start(universe, graph);
      }
      RankingRule.Bucket bucket = visit.next(universe);
      if (bucket == null) {
        return;
      }
      if (settled != null && changed(bucket)) {
        if (visit.again()) {
          continue;
        }
        bucket = bucket.without(exclusions.excluded());
      }
      if (ended || !judge(depth, universe, bucket, graph)) {
        return;
      }
      universe =
          universe == bucket.documents()
              ? new RoaringBitmap()
              : RoaringBitmap.andNot(universe, bucket.documents());
    }
  }

  /**
   * Takes in what other parts keep before a bucket, and whether the search over all parts ended
   * before it.
   *
   * @return whether documents of the bucket are excluded by that
   */
  private boolean changed(RankingRule.Bucket bucket) {
    scores.add(bucket.score());
    ended = settled.last().isPresent() && RuleOrder.compareCommon(scores, settled.last().get()) > 0;
    boolean some = !ended && exclusions.before(scores);
    scores.removeLast();
    return some && RoaringBitmap.intersects(bucket.documents(), exclusions.excluded());
  }

  /**
   * Passes a bucket on, or drops it and all behind it when its score is too low.
   *
   * @param bucket without a graph: no further rule runs on it
   * @param parent the graph it was made with
   */
  private boolean judge(
      int depth, RoaringBitmap universe, RankingRule.Bucket bucket, QueryGraph parent) {
    if (bucket.documents().isEmpty()) {
      return true;
    }
    scores.add(bucket.score());
    boolean fair =
        goal.threshold().isEmpty() || ScoreFold.score(scores) >= goal.threshold().getAsDouble();
    if (!fair) {
      candidates.andNot(universe);
      facts.drop(scores);
    } else if (bucket.graph() == null || depth + 1 == rules.size()) {
      emit(bucket.documents(), Long.MAX_VALUE);
    } else {
      sort(depth + 1, bucket.documents(), facts.descend(scores, bucket, parent, terms));
    }
    scores.removeLast();
    return fair;
  }

  private void emit(RoaringBitmap bucket, long most) {
    List<RuleScore> own = List.copyOf(scores);
    if (!exclusions.inForce()) {
      int missing = Math.max(0, goal.wanted() - hits.size());
      for (int document : view.byOrdinal(bucket, missing)) {
        hits.add(new Ranked(document, own));
      }
      evaluated += bucket.getLongCardinality();
      return;
    }
    long last = settled != null && rules.isEmpty() ? settled.lastOrdinal() : Long.MAX_VALUE;
    for (int document : view.byOrdinal(bucket, Integer.MAX_VALUE)) {
      long ordinal = settled == null ? 0 : view.ordinal(document);
      if (settled == null ? evaluated >= most : ordinal > last) {
        break;
      }
      if (settled != null) {
        exclusions.upTo(own, ordinal);
      }
      if (!exclusions.contains(document)) {
        evaluated += exclusions.keep(document) ? 1 : 0;
        if (hits.size() < goal.wanted() || facts.shared()) {
          hits.add(new Ranked(document, own));
        }
      }
    }
    if (settled != null) {
      exclusions.upTo(own, last);
    }
  }
}
