package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.TermStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search over some shards of an index is told of all the others, so that it ranks as if they
 * were here (ranking reference, 10.4). Everything is optional: what is not told the part takes from
 * what it has, and tells what that was.
 *
 * @param statistics of the query's words over all parts; absent: those of the part alone
 * @param moments of the parts the statistics are summed from, see {@link PartAnswer#moment}; a part
 *     at another moment tells its own statistics again
 * @param agreed readings used by some part, by bucket
 * @param anchors of geo buckets over all parts, by the bucket they cut
 * @param settled where the search over all parts ended and which documents it kept; absent: not yet
 *     known
 * @param hits how many hits to find, when more are needed than the request says; 0: as it says
 */
public record PartFacts(
    Optional<TermStatistics> statistics,
    List<Long> moments,
    UsedReadings agreed,
    Map<List<RuleScore>, GeoPlaces> anchors,
    Optional<Settled> settled,
    int hits) {

  /** Nothing is known of the other parts. */
  public static final PartFacts NONE =
      new PartFacts(Optional.empty(), List.of(), UsedReadings.NONE, Map.of(), Optional.empty(), 0);

  /**
   * A document that stays, in its place.
   *
   * @param values of the distinct field
   */
  public record Kept(List<RuleScore> scores, long ordinal, List<String> values) {}

  /**
   * How a search over all parts came out.
   *
   * @param last the last bucket it looked at; absent: it looked at everything
   * @param lastOrdinal of the last document it looked at, where no rule cuts buckets
   * @param kept documents that shut others out by a distinct value, in order
   * @param survivors ordinals of the only documents to be counted of those with a distinct value;
   *     absent: all that are not shut out
   */
  public record Settled(
      Optional<List<RuleScore>> last,
      long lastOrdinal,
      List<Kept> kept,
      Optional<List<Long>> survivors) {}
}
