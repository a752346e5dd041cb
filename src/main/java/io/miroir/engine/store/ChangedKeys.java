package io.miroir.engine.store;

import io.miroir.engine.store.RecentWrites.ShardKey;
import java.util.HashSet;
import java.util.Set;

/** What was written while a new generation was being built. Safe for threads. */
final class ChangedKeys {

  /**
   * @param cleared shards emptied before any of the keys was written again
   */
  record Changed(Set<Integer> cleared, Set<ShardKey> keys) {
    boolean isEmpty() {
      return cleared.isEmpty() && keys.isEmpty();
    }
  }

  private Set<Integer> cleared = new HashSet<>();
  private Set<ShardKey> keys = new HashSet<>();

  synchronized void add(WriteBatch batch) {
    batch
        .clearedShards()
        .forEach(
            shard -> {
              keys.removeIf(key -> key.shard() == shard);
              cleared.add(shard);
            });
    batch
        .effects()
        .forEach(e -> keys.add(new ShardKey(e.operation().shard(), e.operation().key())));
  }

  /** What was written since the last call. */
  synchronized Changed take() {
    Changed taken = new Changed(cleared, keys);
    cleared = new HashSet<>();
    keys = new HashSet<>();
    return taken;
  }
}
