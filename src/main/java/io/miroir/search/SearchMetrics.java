package io.miroir.search;

import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Timer;

/** The names of this room's metrics. */
final class SearchMetrics {
  private static final Counter RETRIES =
      Kamon.counter("miroir.search.retries", "Requests sent to another replica after a loss")
          .withoutTags();
  private static final Counter HEDGES =
      Kamon.counter("miroir.search.hedges", "Second requests beside a slow one").withoutTags();
  private static final Counter REFUSED =
      Kamon.counter("miroir.search.refused", "Queries over the limit of this member").withoutTags();
  private static final Counter DEGRADED =
      Kamon.counter("miroir.search.degraded", "Queries with shards nobody could answer for")
          .withoutTags();
  private static final Timer MERGE =
      Kamon.timer("miroir.search.merge", "Time to merge the answers of a query").withoutTags();

  private SearchMetrics() {}

  static void retried(int requests) {
    RETRIES.increment(requests);
  }

  static void hedged(int requests) {
    HEDGES.increment(requests);
  }

  static void refused() {
    REFUSED.increment();
  }

  static void degraded() {
    DEGRADED.increment();
  }

  static void merged(long nanos) {
    MERGE.record(nanos);
  }

  /** Another round of a search that several nodes rank together. */
  static void round(String reason) {
    Kamon.counter("miroir.search.rounds", "Further rounds that made a merged answer exact")
        .withTag("reason", reason)
        .increment();
  }

  static Timer query(String kind) {
    return Kamon.timer("miroir.search.query", "Time to answer a query").withTag("kind", kind);
  }
}
