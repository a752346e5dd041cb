package io.miroir.engine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The words of the larger segments of a view as one list, so that they are walked once and not once
 * a segment. Made anew when these segments change, which happens by merges, not by every refresh.
 *
 * @param segments whose words they are, by identity
 */
record MergedWords(List<Object> segments, WordList words) {
  /** Smaller segments are walked on their own: they come and go. */
  private static final int SEGMENT_WORDS_MIN = 1 << 11;

  /** About as much memory as the largest segment's list may take. */
  private static final int WORDS_MAX = 1 << 20;

  /** Those of the leaves that are worth it; empty when there is nothing to merge. */
  static List<Leaf> worth(List<Leaf> leaves, String field) throws IOException {
    List<Leaf> large = new ArrayList<>();
    long count = 0;
    for (Leaf leaf : leaves) {
      WordList own = leaf.segment().terms(field) == null ? null : leaf.segment().words(field);
      if (own != null && own.count() >= SEGMENT_WORDS_MIN) {
        large.add(leaf);
        count += own.count();
      }
    }
    return large.size() > 1 && count <= WORDS_MAX ? large : List.of();
  }

  static MergedWords of(List<Leaf> leaves, String field) throws IOException {
    List<WordList> lists = new ArrayList<>();
    for (Leaf leaf : leaves) {
      lists.add(leaf.segment().words(field));
    }
    while (lists.size() > 1) {
      lists.sort(Comparator.comparingInt(WordList::count).reversed());
      lists.add(WordList.union(lists.removeLast(), lists.removeLast()));
    }
    return new MergedWords(owners(leaves), lists.getFirst());
  }

  private static List<Object> owners(List<Leaf> leaves) {
    return leaves.stream().map(leaf -> leaf.segment().owner()).toList();
  }

  boolean areOf(List<Leaf> leaves) {
    return segments.equals(owners(leaves));
  }

  /** A walk over the words that are alive in one of the leaves. */
  WordWalk walk(List<Leaf> leaves, String field) throws IOException {
    if (leaves.stream().allMatch(Leaf::whole)) {
      return words.walk(word -> true);
    }
    List<WordList.Alive> tests = new ArrayList<>();
    for (Leaf leaf : leaves) {
      tests.add(leaf.alive(field));
    }
    return words.walk(word -> tests.stream().anyMatch(test -> test.test(word)));
  }
}
