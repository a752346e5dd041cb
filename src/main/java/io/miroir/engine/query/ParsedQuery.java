package io.miroir.engine.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A query as terms: original ones and n-grams in the order in which the query graph numbers them
 * (ranking reference, 3.1), and what must not match.
 *
 * @param originals how many terms are not n-grams, at most 10
 */
public record ParsedQuery(
    List<Term> terms, int originals, List<String> negativeWords, List<Phrase> negativePhrases) {
  private static final int NGRAM_MAX = 3;

  /**
   * @param locales languages the text may be in; empty means detection
   */
  public static ParsedQuery parse(
      String text, List<String> locales, QueryProfile profile, Lexicon lexicon) {
    QueryReader.Reading reading = profile.read(text, locales);
    List<QueryReader.Typed> typed = reading.terms();
    List<Term> terms = new ArrayList<>();
    for (int last = 0; last < typed.size(); last++) {
      for (int size = 1; size <= NGRAM_MAX && size <= last + 1; size++) {
        int first = last - size + 1;
        List<QueryReader.Typed> parts = typed.subList(first, last + 1);
        if (size == 1 || joinable(parts)) {
          terms.add(Term.of(terms.size(), first, parts, profile, lexicon));
        }
      }
    }
    return new ParsedQuery(
        List.copyOf(terms), typed.size(), reading.negativeWords(), reading.negativePhrases());
  }

  private static boolean joinable(List<QueryReader.Typed> parts) {
    int bytes = 0;
    for (int at = 0; at < parts.size(); at++) {
      QueryReader.Typed part = parts.get(at);
      if (part.phrase() != null || (at > 0 && parts.get(at - 1).end() + 1 != part.start())) {
        return false;
      }
      bytes += QueryProfile.bytes(part.word());
    }
    return bytes <= Term.WORD_BYTES_MAX;
  }

  /** A query without terms: everything matches. */
  public boolean placeholder() {
    return terms.isEmpty();
  }

  /** What may be highlighted by now. */
  public QueryMatches matches() {
    return new QueryMatches(
        terms.stream().sorted(Comparator.comparing(Term::ngram)).map(Term::matched).toList());
  }
}
