package io.miroir.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been written since the snapshot that readers see, so that a document can be read back at
 * once. It has two halves: a refresh starts a new one and, when the new snapshot is out, forgets
 * the old. One thread writes, any may read.
 */
final class RecentWrites {

  /** The newest state of a key; gone when source is null. */
  record Recent(long ordinal, long sequence, byte[] source) {
    static final Recent GONE = new Recent(0, 0, null);

    boolean gone() {
      return source == null;
    }
  }

  /** A key of a shard. */
  record ShardKey(int shard, String key) {}

  private static final class Half {
    private final ConcurrentHashMap<ShardKey, Recent> writes = new ConcurrentHashMap<>();
    private final Set<Integer> cleared = ConcurrentHashMap.newKeySet();
    private volatile long bytes;

    private Recent find(ShardKey key) {
      Recent found = writes.get(key);
      return found == null && cleared.contains(key.shard()) ? Recent.GONE : found;
    }
  }

  private volatile Half current = new Half();
  private volatile Half old = new Half();

  /** What was written of a key, or null when nothing recent is known of it. */
  Recent find(ShardKey key) {
    Recent found = current.find(key);
    return found == null ? old.find(key) : found;
  }

  /** The keys of both halves. */
  List<ShardKey> keys() {
    List<ShardKey> keys = new ArrayList<>(current.writes.keySet());
    keys.addAll(old.writes.keySet());
    return keys;
  }

  void put(ShardKey key, Recent recent) {
    Half half = current;
    half.bytes += 100 + key.key().length() + (recent.gone() ? 0 : recent.source().length);
    half.writes.put(key, recent);
  }

  void clear(int shard) {
    Half half = current;
    half.cleared.add(shard);
    half.writes.keySet().removeIf(key -> key.shard() == shard);
    half.bytes++;
  }

  /** Something was written since the last {@link #begin}. */
  boolean dirty() {
    return current.bytes > 0;
  }

  long bytes() {
    return current.bytes + old.bytes;
  }

  /** A refresh begins: what is written from now on may not be in it. */
  void begin() {
    old = current;
    current = new Half();
  }

  /** The refresh is out. */
  void end() {
    old = new Half();
  }
}
