package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.Lexicon;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Term;
import io.miroir.engine.query.TermStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ranks but belongs to the whole index, for a search over some of its shards: goes in as
 * values, and what this search saw comes out as values. For one search and one thread.
 */
public final class IndexFacts {
  private final Lexicon lexicon;
  private final PartFacts told;
  private final boolean shared;
  private final Map<List<RuleScore>, List<UsedReadings.Reading>> seen = new HashMap<>();
  private final Map<List<RuleScore>, GeoSortRule.Run> geo = new HashMap<>();
  private final List<List<RuleScore>> dropped = new ArrayList<>();
  private List<RuleScore> at = List.of();

  private IndexFacts(Lexicon lexicon, PartFacts told, boolean shared) {
    this.lexicon = lexicon;
    this.told = told;
    this.shared = shared;
  }

  /** The view is the whole index: its own lexicon knows everything. */
  static IndexFacts of(Lexicon lexicon) {
    return new IndexFacts(lexicon, PartFacts.NONE, false);
  }

  /**
   * The view is a part of an index.
   *
   * @param own what the part itself knows, for what it is not told
   */
  public static IndexFacts part(PartFacts told, Lexicon own) {
    return new IndexFacts(told.statistics().<Lexicon>map(all -> all).orElse(own), told, true);
  }

  /**
   * The view is a part of an index.
   *
   * @param lexicon of all parts together
   * @param agreed readings other parts used; buckets it does not name are descended with the
   *     readings used here
   */
  public static IndexFacts shared(TermStatistics lexicon, UsedReadings agreed) {
    PartFacts none = PartFacts.NONE;
    return new IndexFacts(
        lexicon,
        new PartFacts(
            java.util.Optional.of(lexicon),
            none.moments(),
            agreed,
            none.anchors(),
            none.settled(),
            0),
        true);
  }

  Lexicon lexicon() {
    return lexicon;
  }

  /** Whether other parts of the index are ranked elsewhere. */
  boolean shared() {
    return shared;
  }

  PartFacts told() {
    return told;
  }

  /** The readings used by the buckets this search went through. */
  public UsedReadings seen() {
    return seen.isEmpty() ? UsedReadings.NONE : new UsedReadings(Map.copyOf(seen));
  }

  /** The documents of the geo buckets this search went through. */
  Map<List<RuleScore>, GeoPlaces> places() {
    Map<List<RuleScore>, GeoPlaces> found = new HashMap<>();
    geo.forEach((bucket, run) -> found.put(bucket, run.met()));
    return found;
  }

  List<List<RuleScore>> dropped() {
    return dropped;
  }

  /** Notes which bucket is cut next. */
  void enter(List<RuleScore> scores) {
    at = shared ? List.copyOf(scores) : at;
  }

  /** Notes that what was left of a bucket was dropped for the score of one in it. */
  void drop(List<RuleScore> scores) {
    if (shared) {
      dropped.add(List.copyOf(scores));
    }
  }

  /** The anchors all parts agreed on for the bucket that is cut now, or null. */
  GeoPlaces anchors() {
    return told.anchors().get(at);
  }

  void visit(GeoSortRule.Run run) {
    if (shared) {
      geo.put(at, run);
    }
  }

  /**
   * Notes what a bucket used; the graph to go on with, which may hold readings of other parts.
   *
   * @param parent the graph the bucket was made with
   */
  QueryGraph descend(
      List<RuleScore> scores, RankingRule.Bucket bucket, QueryGraph parent, List<Term> terms) {
    if (!shared || bucket.paths() == null || parent.isChain(bucket.paths().only())) {
      return bucket.graph();
    }
    List<RuleScore> address = List.copyOf(scores);
    seen.put(address, bucket.paths().readings());
    List<UsedReadings.Reading> common = told.agreed().buckets().get(address);
    return common == null ? bucket.graph() : UsedPaths.graph(common, terms);
  }
}
