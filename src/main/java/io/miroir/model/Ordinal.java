package io.miroir.model;

/**
 * The birth place of a document: (task uid, place in its payload) of the write that first made it,
 * packed below 2^53. Kept by later updates, it grows with insertion over the whole index and so
 * breaks ties as one node's insertion order would.
 */
public final class Ordinal {
  private static final int PLACE_BITS = 24;
  public static final int PLACE_MAX = (1 << PLACE_BITS) - 1;
  public static final long TASK_MAX = (1L << (53 - PLACE_BITS)) - 1;

  private Ordinal() {}

  public static long of(long taskUid, int place) {
    if (taskUid < 0 || taskUid > TASK_MAX || place < 0 || place > PLACE_MAX) {
      throw new IllegalArgumentException(
          "expected task <= 2^29-1 and place <= 2^24-1, found " + taskUid + ", " + place);
    }
    return (taskUid << PLACE_BITS) | place;
  }

  public static long taskUid(long ordinal) {
    return ordinal >>> PLACE_BITS;
  }

  public static int place(long ordinal) {
    return (int) (ordinal & PLACE_MAX);
  }
}
