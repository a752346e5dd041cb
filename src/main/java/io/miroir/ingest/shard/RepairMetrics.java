package io.miroir.ingest.shard;

import kamon.Kamon;

/** The names of what is counted of repairs. */
final class RepairMetrics {
  private RepairMetrics() {}

  static void begun() {
    Kamon.counter("miroir.repairs.begun", "Repairs of replicas that this member began")
        .withoutTags()
        .increment();
  }

  static void ended(boolean inSync, long documents, long millis) {
    Kamon.counter("miroir.repairs.ended", "Repairs of replicas that came to an end")
        .withTag("in-sync", inSync)
        .increment();
    Kamon.counter("miroir.repairs.documents", "Documents and deletions written by repairs")
        .withoutTags()
        .increment(documents);
    if (inSync) {
      Kamon.timer("miroir.repairs.time", "From the beginning of a repair to the in-sync set")
          .withoutTags()
          .record(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
  }

  static void held(long millis) {
    Kamon.timer("miroir.repairs.hold", "How long a repair held the writes of its shard")
        .withoutTags()
        .record(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
