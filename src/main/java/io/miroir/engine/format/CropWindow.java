package io.miroir.engine.format;

import io.miroir.engine.analysis.Token;
import io.miroir.engine.analysis.TokenKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a text that is shown when it is cropped to a number of words (ranking reference,
 * 7.3).
 *
 * @param start first token shown
 * @param end behind the last one
 */
record CropWindow(int start, int end) {
  private static final int GAP_MAX = 7;

  /** How good a run of matches is; compared in this order. */
  private record Score(int places, int closeness, int ordered) {
    boolean above(Score other) {
      if (places != other.places) {
        return places > other.places;
      }
      return closeness != other.closeness ? closeness > other.closeness : ordered > other.ordered;
    }
  }

  /**
   * @param matches in text order
   * @param size words to show, at least 1
   */
  static CropWindow of(List<Token> tokens, List<Match> matches, int size) {
    if (matches.isEmpty()) {
      return grow(tokens, 0, 0, size, false);
    }
    int[] best = bestInterval(matches, size);
    Match first = matches.get(best[0]);
    Match last = matches.get(best[1]);
    int left = size - (last.lastWord() - first.firstWord() + 1);
    if (left < 0) {
      int[] words = TextMatcher.wordPlaces(tokens);
      return new CropWindow(0, words[first.firstWord() + size - 1] + 1);
    }
    return grow(tokens, first.firstToken(), last.lastToken() + 1, left, true);
  }

  private static int[] bestInterval(List<Match> matches, int size) {
    int[] best = {0, 0};
    Score most = null;
    int first = 0;
    int end = matches.size() - 1;
    for (int last = 1; last <= end; last++) {
      if (!fits(matches, first, last, size)) {
        Score score = score(matches, first, last - 1);
        if (most == null || score.above(most)) {
          best = new int[] {first, last - 1};
          most = score;
        }
        while (first < last && !fits(matches, first, last, size)) {
          first++;
        }
      }
    }
    Match lastMatch = matches.get(end);
    if (first != end || lastMatch.lastWord() - lastMatch.firstWord() + 1 < size) {
      Score score = score(matches, first, end);
      if (most == null || score.above(most)) {
        best = new int[] {first, end};
      }
    }
    return best;
  }

  private static boolean fits(List<Match> matches, int first, int last, int size) {
    return matches.get(last).lastWord() - matches.get(first).firstWord() < size;
  }

  private static Score score(List<Match> matches, int first, int last) {
    Set<Integer> places = new HashSet<>();
    int closeness = 0;
    int ordered = 0;
    for (int i = first; i <= last; i++) {
      Match match = matches.get(i);
      for (int id = match.firstId(); id <= match.lastId(); id++) {
        places.add(id);
      }
      if (match.phraseWords() > 1) {
        closeness -= match.phraseWords() - 1;
        ordered += match.phraseWords() - 1;
      }
      if (i < last) {
        Match next = matches.get(i + 1);
        closeness -= Math.min(next.firstWord() - match.lastWord(), GAP_MAX);
        ordered += next.firstId() > match.firstId() ? 1 : 0;
      }
    }
    return new Score(places.size(), closeness, ordered);
  }

  /** Takes tokens on both sides until the words are used up. */
  private static CropWindow grow(
      List<Token> tokens, int from, int to, int words, boolean leftwards) {
    int start = from;
    int end = to;
    int left = words;
    while (left > 0) {
      TokenKind before = leftwards && start > 0 ? tokens.get(start - 1).kind() : null;
      TokenKind after = end < tokens.size() ? tokens.get(end).kind() : null;
      if (before == null && after == null) {
        break;
      }
      boolean takeLeft = takesLeft(before, after);
      boolean takeRight = takesRight(before, after);
      if (takeLeft) {
        start--;
        left -= before.separator() ? 0 : 1;
      }
      if (takeRight && (!takeLeft || (after.separator() ? left > 1 : left > 0))) {
        end++;
        left -= after.separator() ? 0 : 1;
      }
    }
    return new CropWindow(start, end);
  }

  private static boolean takesLeft(TokenKind before, TokenKind after) {
    if (before == null || after == null) {
      return before != null;
    }
    if (!before.separator()) {
      return true;
    }
    return after.separator() && (before == after || before == TokenKind.SOFT_SEPARATOR);
  }

  private static boolean takesRight(TokenKind before, TokenKind after) {
    if (before == null || after == null) {
      return after != null;
    }
    if (!after.separator()) {
      return true;
    }
    return before.separator() && (before == after || after == TokenKind.SOFT_SEPARATOR);
  }
}
