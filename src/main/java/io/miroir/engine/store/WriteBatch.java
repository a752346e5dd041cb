package io.miroir.engine.store;

import io.miroir.engine.store.RecentWrites.ShardKey;
import io.miroir.engine.wal.LoggedOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations that go to the log as one record and into the index as one step: what is written, and
 * what it comes to for each key.
 */
final class WriteBatch {

  /**
   * The last operation of a key in the batch.
   *
   * @param existed the index held the key before the batch, and no clear of the batch removed it
   */
  record Effect(LoggedOperation operation, boolean existed) {}

  private final List<LoggedOperation> log = new ArrayList<>();
  private final Map<ShardKey, Effect> effects = new LinkedHashMap<>();
  private final Map<Integer, Long> cleared = new LinkedHashMap<>();
  private final Map<Integer, Long> sequences = new HashMap<>();

  /**
   * @param exists the key is in the index as the batch stands so far
   */
  void add(LoggedOperation operation, boolean exists) {
    log.add(operation);
    int shard = operation.shard();
    if (!operation.repair() || operation.kind() == LoggedOperation.Kind.SKIP) {
      sequences.put(shard, operation.sequence());
    }
    switch (operation.kind()) {
      case PUT, DELETE -> {
        ShardKey key = new ShardKey(shard, operation.key());
        Effect before = effects.get(key);
        effects.put(key, new Effect(operation, before == null ? exists : before.existed()));
      }
      case CLEAR, DROP -> {
        effects.keySet().removeIf(key -> key.shard() == shard);
        cleared.put(shard, operation.sequence());
      }
      case SKIP -> {}
    }
  }

  Effect effect(ShardKey key) {
    return effects.get(key);
  }

  boolean cleared(int shard) {
    return cleared.containsKey(shard);
  }

  /** How many documents more the shard has after the batch than before it, or since its clear. */
  long added(int shard) {
    long added = 0;
    for (Map.Entry<ShardKey, Effect> entry : effects.entrySet()) {
      boolean stays = entry.getValue().operation().kind() == LoggedOperation.Kind.PUT;
      if (entry.getKey().shard() == shard && stays != entry.getValue().existed()) {
        added += stays ? 1 : -1;
      }
    }
    return added;
  }

  /** The last sequence number the batch gives a shard, or 0. */
  long sequence(int shard) {
    return sequences.getOrDefault(shard, 0L);
  }

  List<LoggedOperation> log() {
    return log;
  }

  Collection<Integer> clearedShards() {
    return cleared.keySet();
  }

  Collection<Effect> effects() {
    return effects.values();
  }
}
