package io.miroir.ingest.shard;

import java.time.Duration;

/**
 * Bounds of one shard entity.
 *
 * @param replicaTimeout how long a replica may take for a write before it is marked stale
 * @param openPatience how long the opening waits for in-sync replicas that do not answer, counted
 *     from the first write that waits
 * @param retryPause between attempts to reach a replica or the topology
 * @param inFlightBytesMax documents sent and not yet acknowledged
 * @param waitingBytesMax documents that wait before they are sent
 * @param passivateAfter without a write
 * @param holdMax how long a repair may keep waiting writes back
 * @param repairPause before a failed repair is tried again; doubles with each failure
 */
public record ShardConfig(
    Duration replicaTimeout,
    Duration openPatience,
    Duration retryPause,
    long inFlightBytesMax,
    long waitingBytesMax,
    Duration passivateAfter,
    Duration holdMax,
    Duration repairPause) {
  public static final ShardConfig DEFAULT =
      new ShardConfig(
          Duration.ofSeconds(10),
          Duration.ofSeconds(4),
          Duration.ofMillis(300),
          8L << 20,
          8L << 20,
          Duration.ofMinutes(2),
          Duration.ofMillis(2500),
          Duration.ofSeconds(1));
}
