package io.miroir.engine.query;

import java.util.Arrays;

/**
 * The distance of words to a query word: optimal string alignment on code points, read char by
 * char, so that words with a common beginning share its rows. Entries of a row further from its
 * diagonal than the allowed distance are above it, and not computed. For a prefix a word is settled
 * at its first beginning whose distance is allowed and not above any other entry of its row; a word
 * never settled counts by its whole length (ranking reference, 2.5).
 */
public final class TypoDistance {
  /** More than any budget, and still room to add. */
  private static final int FAR = 1 << 20;

  private final int[] query;
  private final boolean prefix;
  private final int most;
  private int[][] rows;
  private int[] least;
  private int[] chars;
  private int depth;

  public TypoDistance(int[] query, boolean prefix, int most) {
    this.query = query;
    this.prefix = prefix;
    this.most = most;
    this.rows = new int[query.length + most + 2][query.length + 1];
    this.least = new int[rows.length];
    this.chars = new int[rows.length];
    for (int at = 0; at <= query.length; at++) {
      rows[0][at] = at;
    }
  }

  /** The distance, or {@link Integer#MAX_VALUE} above the allowed one. */
  public int of(String word) {
    truncate(0);
    for (int at = 0; at < word.length(); ) {
      int next = word.codePointAt(at);
      at += Character.charCount(next);
      push(next);
      if (settled()) {
        return whole();
      }
      if (hopeless(most)) {
        return Integer.MAX_VALUE;
      }
    }
    return distance();
  }

  /** How many chars have been read. */
  int depth() {
    return depth;
  }

  /** Forgets what was read behind the first chars. */
  void truncate(int chars) {
    depth = chars;
  }

  /** Reads one more char. */
  void push(int next) {
    if (depth + 1 == rows.length) {
      rows = Arrays.copyOf(rows, rows.length * 2);
      for (int at = depth + 1; at < rows.length; at++) {
        rows[at] = new int[query.length + 1];
      }
      least = Arrays.copyOf(least, rows.length);
      chars = Arrays.copyOf(chars, rows.length);
    }
    int read = depth + 1;
    int[] before = rows[depth];
    int[] row = rows[read];
    int from = Math.max(1, read - most);
    int to = Math.min(query.length, read + most);
    row[0] = read;
    int lowest = read;
    if (from > 1 && from - 1 <= query.length) {
      row[from - 1] = FAR;
    }
    for (int at = from; at <= to; at++) {
      int same = next == query[at - 1] ? 0 : 1;
      int cost = Math.min(Math.min(before[at], row[at - 1]) + 1, before[at - 1] + same);
      if (depth > 0 && at > 1 && next == query[at - 2] && chars[depth] == query[at - 1]) {
        cost = Math.min(cost, rows[depth - 1][at - 2] + 1);
      }
      row[at] = cost;
      lowest = Math.min(lowest, cost);
    }
    if (to < query.length) {
      row[to + 1] = FAR;
    }
    depth++;
    least[depth] = lowest;
    chars[depth] = next;
  }

  /** The distance of what was read to the whole query; far more than allowed: any such number. */
  int whole() {
    return Math.abs(query.length - depth) > most ? FAR : rows[depth][query.length];
  }

  /** Whether {@link #whole} is the distance of every word that begins with what was read. */
  boolean settled() {
    return prefix && whole() <= most && whole() <= least[depth];
  }

  /** Whether no word that begins with what was read can be as near as this. */
  boolean hopeless(int limit) {
    return least[depth] > limit && least[depth - 1] > limit;
  }

  /** The distance if the word ends here. */
  int distance() {
    return whole() <= most ? whole() : Integer.MAX_VALUE;
  }
}
