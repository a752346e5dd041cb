package io.miroir.search;

import java.time.Duration;

/**
 * @param deadline of a query, from its start
 * @param inFlightMax queries this member answers at once; more are refused with 503
 * @param partial what to do when a shard can't be read
 * @param hedging ask another replica when a node is slower than it usually is
 * @param hedgeAfterMin never hedge earlier, however fast the node usually is
 * @param secondPhaseSaved ask for keys and scores first when this spares so many documents
 */
public record SearchConfig(
    Duration deadline,
    int inFlightMax,
    Partial partial,
    boolean hedging,
    Duration hedgeAfterMin,
    int secondPhaseSaved) {

  /** The policy for shards nobody can serve. */
  public enum Partial {
    /** Answer from the others and say so. */
    DEGRADED,
    /** Answer 503. */
    REFUSE
  }

  public static final SearchConfig DEFAULT =
      new SearchConfig(
          Duration.ofSeconds(10), 1000, Partial.DEGRADED, true, Duration.ofMillis(5), 200);

  public SearchConfig {
    if (deadline.toMillis() < 1 || inFlightMax < 1 || secondPhaseSaved < 1) {
      throw new IllegalArgumentException(
          "expected positive deadline, inFlightMax and secondPhaseSaved, found "
              + deadline
              + ", "
              + inFlightMax
              + ", "
              + secondPhaseSaved);
    }
  }
}
