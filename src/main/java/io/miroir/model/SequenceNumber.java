package io.miroir.model;

/**
 * Orders all writes of one shard over every owner it ever has: {@code (epoch, counter)} packed
 * below 2^53, so that it survives JSON numbers. The shard entity persists a new epoch each time it
 * starts, so a number never repeats.
 */
public final class SequenceNumber {
  private static final int COUNTER_BITS = 32;
  public static final int EPOCH_MAX = (1 << 21) - 1;
  public static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;

  private SequenceNumber() {}

  public static long of(int epoch, long counter) {
    if (epoch < 0 || epoch > EPOCH_MAX || counter < 0 || counter > COUNTER_MAX) {
      throw new IllegalArgumentException(
          "expected epoch <= 2^21-1 and counter <= 2^32-1, found " + epoch + ", " + counter);
    }
    return ((long) epoch << COUNTER_BITS) | counter;
  }

  public static int epoch(long sequence) {
    return (int) (sequence >>> COUNTER_BITS);
  }

  public static long counter(long sequence) {
    return sequence & COUNTER_MAX;
  }
}
