package io.miroir.engine.query;

import java.util.List;

/**
 * What a query matched, as far as the search asked for it (ranking reference, 7.2): original terms
 * in query order, then 2- and 3-grams. From it hits are highlighted and cropped.
 */
public record QueryMatches(List<MatchedTerm> terms) {

  public static final QueryMatches NONE = new QueryMatches(List.of());

  /** A slot of a phrase that holds a stop word. */
  public static final String GAP = "";

  /**
   * One term.
   *
   * @param firstId number of the first original term it covers, counted from 0 in query order
   * @param lastId the last one; different from {@code firstId} for an n-gram only
   * @param prefix the last word of the query: its words match beginnings
   * @param chars length of the typed (joined) word in code points; 0 for a phrase
   * @param words exact word, completions, then typo words in byte order; empty for a phrase
   * @param phrases phrase, synonyms, split, in the order in which they are tried; {@link #GAP}
   *     stands for a stop word
   */
  public record MatchedTerm(
      int firstId,
      int lastId,
      boolean prefix,
      int chars,
      List<String> words,
      List<List<String>> phrases) {

    public int size() {
      return lastId - firstId + 1;
    }
  }
}
