package io.miroir.engine.query;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whether documents rank the same with the words a part of an index knows as with those of
 * the whole. They do as long as each word the part has is derived from the same term in the same
 * class: a word it has not got matches nothing there.
 */
public final class Derivations {
  private Derivations() {}

  /**
   * @param own of the part
   * @param all of the whole, the part included
   * @param strict whether words that the part has not got matter too: highlighting compares
   *     beginnings of words, and restricted fields count derivations
   */
  public static boolean same(TermStatistics own, TermStatistics all, boolean strict) {
    if (own == all) {
      return true;
    }
    return own.existing().equals(all.existing())
        && all.completions().keySet().stream()
            .allMatch(p -> same(own.completions(p), all.completions(p), strict))
        && all.typos().keySet().stream()
            .allMatch(key -> same(own.typos().get(key), all.typos().get(key), strict))
        && all.cuts().keySet().stream().allMatch(w -> sameCut(own.cuts(w), all.cuts(w), strict));
  }

  private static boolean same(Completions own, Completions all, boolean strict) {
    if (own.member() || all.member()) {
      return own.member() == all.member();
    }
    return strict
        ? own.words().equals(all.words())
        : all.words().size() < Completions.MAX || all.words().containsAll(own.words());
  }

  private static boolean same(TypoCandidates own, TypoCandidates all, boolean strict) {
    if (strict) {
      return own.classes().equals(all.classes());
    }
    Map<String, Integer> classes = classes(all);
    Map<String, Integer> ownClasses = classes(own);
    return known(own.near(), ownClasses, classes)
        && known(own.far(), ownClasses, classes)
        && known(own.otherLetter(), ownClasses, classes);
  }

  private static boolean known(
      List<String> words, Map<String, Integer> own, Map<String, Integer> all) {
    return words.stream().allMatch(w -> own.getOrDefault(w, 0).equals(all.getOrDefault(w, 0)));
  }

  private static Map<String, Integer> classes(TypoCandidates of) {
    TypoCandidates.Classes found = of.classes();
    Map<String, Integer> classes = new HashMap<>();
    found.one().forEach(word -> classes.put(word, 1));
    found.two().forEach(word -> classes.put(word, 2));
    return classes;
  }

  /** A part without any cut is not hurt by that of the others. */
  private static boolean sameCut(long[] own, long[] all, boolean strict) {
    int best = best(own);
    return (best < 0 && !strict) || best == best(all);
  }

  /** The cut with most documents, the leftmost of equals; -1 for none. */
  static int best(long[] counts) {
    int best = -1;
    for (int cut = 0; cut < counts.length; cut++) {
      if (counts[cut] > (best < 0 ? 0 : counts[best])) {
        best = cut;
      }
    }
    return best;
  }

  /** Whether two counts per term make the strategy {@code frequency} drop terms alike. */
  public static boolean sameOrder(List<Long> left, List<Long> right) {
    return Arrays.equals(ranks(left), ranks(right));
  }

  private static int[] ranks(List<Long> counts) {
    long[] values =
        counts.stream().mapToLong(count -> count == 0 ? Long.MAX_VALUE : count).toArray();
    long[] order = Arrays.stream(values).distinct().sorted().toArray();
    return Arrays.stream(values).mapToInt(v -> Arrays.binarySearch(order, v)).toArray();
  }
}
