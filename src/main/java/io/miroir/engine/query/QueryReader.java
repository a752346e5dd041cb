package io.miroir.engine.query;

import io.miroir.engine.analysis.Token;
import io.miroir.engine.analysis.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** Reads a token stream into terms, negatives and phrases (ranking reference, 2.1). */
final class QueryReader {
  static final int TOKENS_MAX = 1000;
  static final int TERMS_MAX = 10;
  private static final int HARD_SEPARATOR_PLACES = 7;

  /**
   * A word or phrase as typed.
   *
   * @param word empty for a phrase
   * @param phrase null for a word
   * @param start and end: first and last place in the query
   */
  record Typed(String word, Phrase phrase, int start, int end, boolean prefix) {}

  /** Everything read from a query. */
  record Reading(List<Typed> terms, List<String> negativeWords, List<Phrase> negativePhrases) {}

  private final boolean prefixSearch;
  private final Reading reading =
      new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  private int place = -1;
  private List<String> open;
  private boolean openIsNegative;
  private int phraseStart;
  private int phraseEnd;
  private boolean negativeNext;
  private boolean afterSpace = true;

  private QueryReader(boolean prefixSearch) {
    this.prefixSearch = prefixSearch;
  }

  static Reading read(List<Token> tokens, boolean prefixSearch) {
    var reader = new QueryReader(prefixSearch);
    List<Token> kept =
        tokens.stream().limit(TOKENS_MAX).filter(token -> !token.lemma().isEmpty()).toList();
    for (int at = 0; at < kept.size(); at++) {
      if (reader.reading.terms.size() >= TERMS_MAX) {
        return reader.reading; // what was open or would follow is lost
      }
      Token token = kept.get(at);
      if (token.kind().separator()) {
        reader.separator(token);
      } else {
        reader.word(token, at + 1 == kept.size());
      }
    }
    reader.closePhrase();
    return reader.reading;
  }

  private void word(Token token, boolean last) {
    place++;
    boolean stop = token.kind() == TokenKind.STOP_WORD;
    if (open != null) {
      if (!stop && open.stream().allMatch(String::isEmpty)) {
        phraseStart = place;
      }
      open.add(stop ? QueryMatches.GAP : token.lemma());
      phraseEnd = place;
    } else if (negativeNext) {
      reading.negativeWords.add(token.lemma());
      negativeNext = false;
    } else if (last || !stop) {
      reading.terms.add(new Typed(token.lemma(), null, place, place, last && prefixSearch));
    }
    afterSpace = false;
  }

  private void separator(Token token) {
    if (token.kind() == TokenKind.HARD_SEPARATOR) {
      place += HARD_SEPARATOR_PLACES;
      if (open != null) {
        closePhrase();
        open = new ArrayList<>();
      }
    }
    long quotes = token.lemma().chars().filter(c -> c == '"').count();
    if (quotes > 0 && open != null) {
      closePhrase();
      quotes--;
    }
    if (quotes % 2 == 1) {
      open = new ArrayList<>();
      openIsNegative = negativeNext;
    }
    negativeNext = open == null && token.lemma().equals("-") && afterSpace;
    afterSpace = Character.isWhitespace(token.lemma().codePointBefore(token.lemma().length()));
  }

  private void closePhrase() {
    if (open != null && open.stream().anyMatch(slot -> !slot.isEmpty())) {
      var phrase = new Phrase(open);
      if (openIsNegative) {
        reading.negativePhrases.add(phrase);
      } else {
        reading.terms.add(new Typed("", phrase, phraseStart, phraseEnd, false));
      }
    }
    open = null;
  }
}
