package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.Lexicon;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ranks but belongs to the whole index, for a search over some of its shards: goes in as
 * values, and what this search saw comes out as values. For one search and one thread.
 */
public final class IndexFacts {
  private final Lexicon lexicon;
  private final UsedReadings agreed;
  private final Map<List<RuleScore>, List<UsedReadings.Reading>> seen;

  private IndexFacts(Lexicon lexicon, UsedReadings agreed, boolean recording) {
    this.lexicon = lexicon;
    this.agreed = agreed;
    this.seen = recording ? new HashMap<>() : null;
  }

  /** The view is the whole index: its own lexicon knows everything. */
  static IndexFacts of(Lexicon lexicon) {
    return new IndexFacts(lexicon, UsedReadings.NONE, false);
  }

  /**
   * The view is a part of an index.
   *
   * @param lexicon of all parts together
   * @param agreed readings other parts used; buckets it does not name are descended with the
   *     readings used here
   */
  public static IndexFacts shared(Lexicon lexicon, UsedReadings agreed) {
    return new IndexFacts(lexicon, agreed, true);
  }

  Lexicon lexicon() {
    return lexicon;
  }

  /** The readings used by the buckets this search went through. */
  public UsedReadings seen() {
    return seen == null ? UsedReadings.NONE : new UsedReadings(Map.copyOf(seen));
  }

  /** Notes what a bucket used; the graph to go on with, which may hold readings of other parts. */
  QueryGraph descend(List<RuleScore> scores, RankingRule.Bucket bucket, List<Term> terms) {
    if (seen == null || bucket.paths() == null) {
      return bucket.graph();
    }
    List<RuleScore> address = List.copyOf(scores);
    seen.put(address, bucket.paths().readings());
    List<UsedReadings.Reading> common = agreed.buckets().get(address);
    return common == null ? bucket.graph() : UsedPaths.graph(common, terms);
  }
}
