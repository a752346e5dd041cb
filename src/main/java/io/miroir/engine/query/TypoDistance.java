package io.miroir.engine.query;

/**
 * The distance of words to a query word: optimal string alignment on code points. For a prefix a
 * word is settled at its first beginning whose distance is allowed and not above any other entry of
 * its row; a word never settled counts by its whole length (ranking reference, 2.5).
 */
public final class TypoDistance {
  private final int[] query;
  private final boolean prefix;
  private final int most;
  private int[] twoBefore;
  private int[] before;
  private int[] row;

  public TypoDistance(int[] query, boolean prefix, int most) {
    this.query = query;
    this.prefix = prefix;
    this.most = most;
    this.twoBefore = new int[query.length + 1];
    this.before = new int[query.length + 1];
    this.row = new int[query.length + 1];
  }

  /** The distance, or {@link Integer#MAX_VALUE} above the allowed one. */
  public int of(String word) {
    for (int at = 0; at <= query.length; at++) {
      row[at] = at;
    }
    int previous = -1;
    int depth = 0;
    for (int at = 0; at < word.length(); depth++) {
      int next = word.codePointAt(at);
      at += Character.charCount(next);
      int least = advance(next, previous, depth);
      int whole = row[query.length];
      if (prefix && whole <= most && whole <= least) {
        return whole;
      }
      if (least > most && minimum(before) > most) {
        return Integer.MAX_VALUE;
      }
      previous = next;
    }
    int whole = row[query.length];
    return whole <= most ? whole : Integer.MAX_VALUE;
  }

  /** Computes the row after one more char; its least entry. */
  private int advance(int next, int previous, int depth) {
    int[] spare = twoBefore;
    twoBefore = before;
    before = row;
    row = spare;
    row[0] = depth + 1;
    int least = row[0];
    for (int at = 1; at <= query.length; at++) {
      int same = next == query[at - 1] ? 0 : 1;
      int cost = Math.min(Math.min(before[at], row[at - 1]) + 1, before[at - 1] + same);
      if (depth > 0 && at > 1 && next == query[at - 2] && previous == query[at - 1]) {
        cost = Math.min(cost, twoBefore[at - 2] + 1);
      }
      row[at] = cost;
      least = Math.min(least, cost);
    }
    return least;
  }

  private static int minimum(int[] row) {
    int least = row[0];
    for (int value : row) {
      least = Math.min(least, value);
    }
    return least;
  }
}
