package io.miroir.engine.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is known of a shard besides its documents: its last sequence number and its newest
 * deletions. Not safe for threads.
 */
final class ShardState {
  /** So many deletions are remembered; older ones are forgotten. */
  static final int TOMBSTONES_MAX = 10_000;

  private final Map<String, Long> deletedKeys = new HashMap<>();
  private final NavigableMap<Long, String> deletions = new TreeMap<>();
  private long sequence;
  private long cleared;
  private long forgotten;

  long sequence() {
    return sequence;
  }

  void advance(long to) {
    if (sequence == 0) {
      historyBegins(to);
    }
    sequence = Math.max(sequence, to);
  }

  /** Deletions before this sequence may have happened without this node. */
  void historyBegins(long at) {
    forgotten = Math.max(forgotten, at);
  }

  void deleted(String key, long at) {
    exists(key);
    deletedKeys.put(key, at);
    deletions.put(at, key);
    while (deletions.size() > TOMBSTONES_MAX) {
      Map.Entry<Long, String> oldest = deletions.pollFirstEntry();
      deletedKeys.remove(oldest.getValue());
      forgotten = Math.max(forgotten, oldest.getKey());
    }
  }

  void exists(String key) {
    Long old = deletedKeys.remove(key);
    if (old != null) {
      deletions.remove(old);
    }
  }

  /** Every deletion up to here is contained in one clear. */
  void cleared(long at) {
    cleared = Math.max(cleared, at);
    forgotten = Math.max(forgotten, at);
    deletions.headMap(at, true).values().forEach(deletedKeys::remove);
    deletions.headMap(at, true).clear();
  }

  /** Whether all deletions after a sequence number are remembered one by one. */
  boolean reachesBackTo(long after) {
    return after >= forgotten;
  }

  /** Remembered deletions after a sequence number, oldest first, at most so many. */
  List<Map.Entry<Long, String>> deletionsAfter(long after, int limit) {
    return deletions.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(e -> Map.entry(e.getKey(), e.getValue()))
        .toList();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(sequence);
    out.writeLong(cleared);
    out.writeLong(forgotten);
    out.writeInt(deletions.size());
    for (Map.Entry<Long, String> deletion : deletions.entrySet()) {
      out.writeLong(deletion.getKey());
      out.writeUTF(deletion.getValue());
    }
  }

  static ShardState read(DataInput in) throws IOException {
    ShardState state = new ShardState();
    state.sequence = in.readLong();
    state.cleared = in.readLong();
    state.forgotten = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      long at = in.readLong();
      state.deleted(in.readUTF(), at);
    }
    return state;
  }
}
