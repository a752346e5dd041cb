package io.miroir.engine.analysis;

/**
 * Cuts Chinese text: the most probable sequence of dictionary words, as jieba finds it without its
 * hidden Markov model; then words of more than two chars into dictionary words of two, else of
 * three chars, else single chars.
 */
final class ChineseSegmenter implements Segmenter {
  static final Segmenter INSTANCE = new ChineseSegmenter();

  /** Longest text that is looked at at once. */
  private static final int RUN_MAX = 4096;

  private ChineseSegmenter() {}

  @Override
  public void segment(char[] text, int start, int end, Ends ends) {
    ChineseWords words = ChineseWords.get();
    for (int run = start; run < end; run = runEnd(text, run, end)) {
      int runEnd = runEnd(text, run, end);
      int[] route = bestRoute(words, text, run, runEnd);
      for (int at = run; at < runEnd; ) {
        int next = run + route[at - run];
        if (next == at + 1 && isAsciiWord(text[at])) {
          at = asciiEnd(text, at, runEnd, route, run);
          ends.end(at);
        } else {
          cutLong(words, text, at, next, ends);
          at = next;
        }
      }
    }
  }

  private static int runEnd(char[] text, int start, int end) {
    int runEnd = Math.min(end, start + RUN_MAX);
    return runEnd < end && Character.isLowSurrogate(text[runEnd]) ? runEnd + 1 : runEnd;
  }

  private static int charLength(char[] text, int at, int end) {
    return Character.charCount(Character.codePointAt(text, at, end));
  }

  /** For each place where the most probable word starting there ends. */
  private static int[] bestRoute(ChineseWords words, char[] text, int start, int end) {
    int size = end - start;
    double[] best = new double[size + 1];
    int[] route = new int[size];
    for (int i = size - 1; i >= 0; i--) {
      int place = i;
      int next = i + charLength(text, start + i, end);
      best[i] = words.logProbability(1) + best[next];
      route[i] = next;
      boolean[] single = {true};
      words.startingAt(
          text,
          start + i,
          end,
          (wordEnd, frequency) -> {
            double probability = words.logProbability(frequency) + best[wordEnd - start];
            boolean replaces = single[0] && wordEnd - start == place + 1;
            if (replaces || probability >= best[place]) {
              best[place] = probability;
              route[place] = wordEnd - start;
            }
            single[0] = false;
          });
    }
    return route;
  }

  private static boolean isAsciiWord(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  private static int asciiEnd(char[] text, int start, int end, int[] route, int run) {
    int at = start;
    while (at < end && isAsciiWord(text[at]) && run + route[at - run] == at + 1) {
      at++;
    }
    return at;
  }

  private static void cutLong(ChineseWords words, char[] text, int start, int end, Ends ends) {
    if (end - start <= 2 || isAscii(text, start, end)) {
      ends.end(end);
      return;
    }
    int at = start;
    while (at < end) {
      int next = at + charLength(text, at, end);
      if (at + 2 <= end && words.contains(text, at, at + 2)) {
        next = at + 2;
      } else if (at + 3 <= end && words.contains(text, at, at + 3)) {
        next = at + 3;
      }
      ends.end(next);
      at = next;
    }
  }

  private static boolean isAscii(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isAsciiWord(text[i])) {
        return false;
      }
    }
    return true;
  }
}
