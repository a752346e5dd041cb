package io.miroir.engine.store;

import java.time.Duration;

/**
 * Bounds of one index's use of memory and time.
 *
 * @param bufferBytes Lucene's buffer for new documents
 * @param recentBytes documents kept in memory since the last refresh
 * @param batchBytes about how much goes into one record of the log
 * @param logBytes when the log has grown by so much, the index is committed
 * @param commitInterval how long a write may wait for a commit; the log has it all the while
 */
public record StoreLimits(
    long bufferBytes, long recentBytes, long batchBytes, long logBytes, Duration commitInterval) {
  private static final long MIB = 1 << 20;

  public static final StoreLimits DEFAULT =
      new StoreLimits(32 * MIB, 16 * MIB, 8 * MIB, 128 * MIB, Duration.ofSeconds(30));
}
