package io.miroir.engine.analysis;

import java.util.List;
import org.apache.lucene.analysis.CharArraySet;

/** Makes {@link Token}s of pieces, with all that highlighting needs. */
final class TokenMaker implements Cutter.Pieces {
  private final Classifier classifier;
  private final Folding folding = new Folding();
  private final List<Token> tokens;

  TokenMaker(Separators separators, CharArraySet stopWords, List<Token> tokens) {
    this.classifier = new Classifier(separators, stopWords);
    this.tokens = tokens;
  }

  @Override
  public void piece(char[] text, int start, int end, Script script, Language language) {
    TokenKind kind = classifier.kind(folding.decompose(text, start, end, language));
    String lemma = folding.fold(script, language).toString();
    tokens.add(
        new Token(kind, lemma, start, end, charMap(text, start, end, script, language, lemma)));
  }

  private int[] charMap(
      char[] text, int start, int end, Script script, Language language, String lemma) {
    if (isAscii(text, start, end) && lemma.length() == end - start) {
      return null;
    }
    int[] map = new int[Character.codePointCount(text, start, end - start)];
    int place = 0;
    for (int i = start; i < end; ) {
      int next = i + Character.charCount(Character.codePointAt(text, i, end));
      folding.decompose(text, i, next, language);
      StringBuilder folded = folding.fold(script, language);
      map[place++] = folded.codePointCount(0, folded.length());
      i = next;
    }
    return map;
  }

  private static boolean isAscii(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text[i] >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
