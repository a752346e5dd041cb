package io.miroir.engine.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Completions of one prefix (ranking reference, 1.10 and 2.4).
 *
 * @param member the prefix database has the prefix
 * @param dictionaryWords the first words of the dictionary that start with it, fewer than {@link
 *     #MEMBER_WORDS} unless it is a member; only for prefixes of up to 4 bytes; a sum of shards
 *     counts their union
 * @param words the first {@link #MAX} words of the index that start with the prefix, it excepted,
 *     in byte order; empty for a member
 */
public record Completions(boolean member, List<String> dictionaryWords, List<String> words) {
  public static final int MAX = 1000;
  public static final int MEMBER_WORDS = 100;
  public static final int MEMBER_BYTES = 4;

  public static final Completions NONE = new Completions(false, List.of(), List.of());

  /** The completions of two disjoint sets of documents together. */
  public Completions merge(Completions other) {
    List<String> dictionary =
        SortedWords.union(dictionaryWords, other.dictionaryWords, MEMBER_WORDS);
    if (member || other.member || dictionary.size() >= MEMBER_WORDS) {
      return new Completions(true, List.of(), List.of());
    }
    return new Completions(false, dictionary, SortedWords.union(words, other.words, MAX));
  }

  /** Helpers for sorted lists of words. */
  static final class SortedWords {
    private SortedWords() {}

    static List<String> union(List<String> left, List<String> right, int most) {
      if (left.isEmpty() || right.isEmpty()) {
        return left.isEmpty() ? right : left;
      }
      List<String> found = new ArrayList<>(Math.min(most, left.size() + right.size()));
      int a = 0;
      int b = 0;
      while (found.size() < most && (a < left.size() || b < right.size())) {
        int order =
            a == left.size()
                ? 1
                : b == right.size() ? -1 : Utf8Order.compare(left.get(a), right.get(b));
        found.add(order <= 0 ? left.get(a) : right.get(b));
        a += order <= 0 ? 1 : 0;
        b += order >= 0 ? 1 : 0;
      }
      return List.copyOf(found);
    }
  }
}
