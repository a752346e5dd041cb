package io.miroir.engine.analysis;

import org.apache.lucene.analysis.CharArraySet;

/** Tells words, stop words and separators apart by their decomposed form, case kept. */
final class Classifier {
  private final Separators separators;
  private final CharArraySet stopWords;
  private char[] chars = new char[64];

  Classifier(Separators separators, CharArraySet stopWords) {
    this.separators = separators;
    this.stopWords = stopWords;
  }

  TokenKind kind(StringBuilder decomposed) {
    int length = decomposed.length();
    if (length > chars.length) {
      chars = new char[length * 2];
    }
    decomposed.getChars(0, length, chars, 0);
    if (separators.isSeparator(chars, length)) {
      return Separators.isHard(chars, length) ? TokenKind.HARD_SEPARATOR : TokenKind.SOFT_SEPARATOR;
    }
    return !stopWords.isEmpty() && stopWords.contains(chars, 0, length)
        ? TokenKind.STOP_WORD
        : TokenKind.WORD;
  }
}
