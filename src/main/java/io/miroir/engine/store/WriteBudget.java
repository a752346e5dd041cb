package io.miroir.engine.store;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory in which all indexes of an engine together may keep what is not in files yet. Over it,
 * the index with most gives its memory up by a refresh. Safe for threads.
 */
public final class WriteBudget {
  private final long bytesMax;
  private final Map<IndexStore, Long> used = new ConcurrentHashMap<>();

  public WriteBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Notes what an index uses.
   *
   * @return the index that is to be refreshed, when all together are over the budget
   */
  Optional<IndexStore> note(IndexStore index, long bytes) {
    used.put(index, bytes);
    long sum = 0;
    for (long each : used.values()) {
      sum += each;
    }
    return sum <= bytesMax
        ? Optional.empty()
        : used.entrySet().stream()
            .max(Comparator.comparingLong(Map.Entry::getValue))
            .map(Map.Entry::getKey);
  }

  void forget(IndexStore index) {
    used.remove(index);
  }
}
