package io.miroir.ingest.shard;

import io.miroir.model.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many repairs the shards of this member make at once. A place is a lease that its holder
 * renews, so that one whose holder ended without a word becomes free again.
 */
public final class RepairSlots {
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final int size;
  private final Map<ShardId, Instant> leases = new HashMap<>();

  public RepairSlots(int size) {
    this.size = size;
  }

  /** Takes or renews a shard's place; false when all are taken. */
  synchronized boolean take(ShardId shard, Instant now) {
    leases.values().removeIf(now::isAfter);
    if (!leases.containsKey(shard) && leases.size() >= size) {
      return false;
    }
    leases.put(shard, now.plus(LEASE));
    return true;
  }

  synchronized void release(ShardId shard) {
    leases.remove(shard);
  }
}
