package io.miroir.engine.store;

/** Minimum forward distances of two words in one document (ranking reference, 1.5). */
final class Distances {
  static final int MAX = 3;

  private Distances() {}

  /**
   * The least {@code b - a} above 0 of two places in one field, when it is at most {@link #MAX};
   * else a larger number. Both runs of places ascend as unsigned numbers.
   */
  static int least(int[] first, int from, int to, int[] second, int secondFrom, int secondTo) {
    int least = MAX + 1;
    int j = secondFrom;
    for (int i = from; i < to; i++) {
      int a = first[i];
      while (j < secondTo && Integer.compareUnsigned(second[j], a) <= 0) {
        j++;
      }
      if (j == secondTo) {
        break;
      }
      int distance = second[j] - a;
      if (distance > 0 && distance < least && second[j] >>> 16 == a >>> 16) {
        least = distance;
      }
    }
    return least;
  }
}
