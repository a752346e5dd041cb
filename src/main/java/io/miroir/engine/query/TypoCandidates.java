package io.miroir.engine.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Dictionary words near a query word, each list in byte order and long enough to fill the classes
 * whatever the others hold (ranking reference, 2.5 and 10.4).
 *
 * @param near same first char, distance 1; at most {@link #ONE_MAX}
 * @param far same first char, distance 2; at most {@link #TWO_MAX}; empty with a budget of 1
 * @param otherLetter another first char, distance 1; at most both maxima together; empty with a
 *     budget of 1
 */
public record TypoCandidates(List<String> near, List<String> far, List<String> otherLetter) {
  public static final int ONE_MAX = 150;
  public static final int TWO_MAX = 50;
  public static final TypoCandidates NONE = new TypoCandidates(List.of(), List.of(), List.of());

  /** The words of class 1 and class 2. */
  record Classes(List<String> one, List<String> two) {}

  public TypoCandidates merge(TypoCandidates other) {
    return new TypoCandidates(
        Completions.SortedWords.union(near, other.near, ONE_MAX),
        Completions.SortedWords.union(far, other.far, TWO_MAX),
        Completions.SortedWords.union(otherLetter, other.otherLetter, ONE_MAX + TWO_MAX));
  }

  /**
   * Fills the classes as a walk over the whole dictionary would: first come, first served; a word
   * with another first letter costs two typos, but goes to class 1 once class 2 is full.
   */
  Classes classes() {
    if (far.isEmpty() && otherLetter.isEmpty()) {
      return new Classes(near, List.of());
    }
    List<String> one = new ArrayList<>();
    List<String> two = new ArrayList<>();
    int[] at = new int[3];
    List<List<String>> lists = List.of(near, far, otherLetter);
    while (true) {
      int next = -1;
      for (int list = 0; list < 3; list++) {
        if (at[list] < lists.get(list).size()
            && (next < 0
                || Utf8Order.compare(lists.get(list).get(at[list]), lists.get(next).get(at[next]))
                    < 0)) {
          next = list;
        }
      }
      if (next < 0) {
        return new Classes(List.copyOf(one), List.copyOf(two));
      }
      String word = lists.get(next).get(at[next]++);
      if (next == 0) {
        add(one, word, ONE_MAX);
      } else if (!add(two, word, TWO_MAX) && next == 2) {
        add(one, word, ONE_MAX);
      }
    }
  }

  private static boolean add(List<String> list, String word, int most) {
    return list.size() < most && list.add(word);
  }
}
