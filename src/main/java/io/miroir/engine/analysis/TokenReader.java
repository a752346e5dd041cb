package io.miroir.engine.analysis;

import java.util.List;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.UnicodeUtil;

/**
 * Hands the tokens of texts to a sink: the hot path of indexing. ASCII text and accented Latin
 * words take short cuts that give what the general path would. For one thread.
 */
public final class TokenReader {
  private final Separators separators;
  private final CharArraySet stopWords;
  private final Cutter cutter;
  private final Classifier classifier;
  private final Folding folding = new Folding();
  private final Cutter.Pieces pieces = this::piece;
  private byte[] lemma = new byte[256];
  private char[] foldedChars = new char[256];
  private TokenSink sink;

  TokenReader(Separators separators, CharArraySet stopWords) {
    this.separators = separators;
    this.stopWords = stopWords;
    this.cutter = new Cutter(separators);
    this.classifier = new Classifier(separators, stopWords);
  }

  /**
   * @param locales language codes that are allowed; empty for detection
   */
  public void read(char[] text, int start, int end, List<String> locales, TokenSink tokens) {
    sink = tokens;
    if (locales.isEmpty() && isAscii(text, start, end)) {
      readAscii(text, start, end);
    } else {
      cutter.cut(text, start, end, locales, pieces);
    }
  }

  private static boolean isAscii(char[] text, int start, int end) {
    int all = 0;
    for (int i = start; i < end; i++) {
      all |= text[i];
    }
    return all < 0x80;
  }

  private void readAscii(char[] text, int start, int end) {
    int last = start;
    for (int i = start; i < end; ) {
      int length = separators.match(text, i, end);
      if (length == 0) {
        i++;
        continue;
      }
      if (last < i) {
        asciiWord(text, last, i);
      }
      asciiHit(text, i, length);
      i += length;
      last = i;
    }
    if (last < end) {
      asciiWord(text, last, end);
    }
  }

  /** What the patterns found: a separator, or a word of the dictionary. */
  private void asciiHit(char[] text, int start, int length) {
    if (length == 1 && text[start] == ' ') {
      foldedChars[0] = ' ';
      if (separators.isSeparator(foldedChars, 1)) {
        sink.separator(false);
        return;
      }
    }
    piece(text, start, start + length, Script.LATIN, Language.UNKNOWN);
  }

  private void asciiWord(char[] text, int start, int end) {
    if (end - start > lemma.length) {
      lemma = new byte[ArrayUtil.oversize(end - start, 1)];
    }
    byte[] out = lemma;
    int length = 0;
    boolean controls = false;
    for (int i = start; i < end; i++) {
      char c = text[i];
      if (c >= 'A' && c <= 'Z') {
        c = (char) (c + ('a' - 'A'));
      } else if (c < 0x20 || c == 0x7F) {
        controls = true;
      }
      out[length++] = (byte) c;
    }
    if (controls) {
      piece(text, start, end, Script.LATIN, Language.UNKNOWN);
      return;
    }
    sink.word(out, length, !stopWords.isEmpty() && stopWords.contains(text, start, end - start));
  }

  private void piece(char[] text, int start, int end, Script script, Language language) {
    if (script == Script.LATIN && stopWords.isEmpty() && latinWord(text, start, end, language)) {
      return;
    }
    TokenKind kind = classifier.kind(folding.decompose(text, start, end, language));
    if (kind.separator()) {
      sink.separator(kind == TokenKind.HARD_SEPARATOR);
      return;
    }
    StringBuilder folded = folding.fold(script, language);
    emit(folded, kind == TokenKind.STOP_WORD);
  }

  private void emit(StringBuilder folded, boolean stopWord) {
    int length = folded.length();
    if (length == 0) {
      return;
    }
    if (length > foldedChars.length) {
      foldedChars = new char[ArrayUtil.oversize(length, 2)];
    }
    folded.getChars(0, length, foldedChars, 0);
    emit(foldedChars, length, stopWord);
  }

  private void emit(char[] chars, int length, boolean stopWord) {
    int bytesMax = UnicodeUtil.maxUTF8Length(length);
    if (bytesMax > lemma.length) {
      lemma = new byte[ArrayUtil.oversize(bytesMax, 1)];
    }
    sink.word(lemma, UnicodeUtil.UTF16toUTF8(chars, 0, length, lemma), stopWord);
  }

  /** A word of ASCII and accented Latin letters alone, one letter at least; false: not one. */
  private boolean latinWord(char[] text, int start, int end, Language language) {
    if (language == Language.SWEDISH || (end - start) * 4 > foldedChars.length) {
      return false;
    }
    int length = 0;
    boolean letters = false;
    for (int i = start; i < end; i++) {
      char c = text[i];
      if (c < 0x80) {
        if (c < 0x20 || c == 0x7F) {
          return false;
        }
        boolean upper = c >= 'A' && c <= 'Z';
        letters |= upper || c >= 'a' && c <= 'z';
        foldedChars[length++] = upper ? (char) (c + 32) : c;
      } else {
        String folded = Folding.latin(c);
        if (folded == null || !Character.isLetter(c)) {
          return false;
        }
        letters = true;
        for (int j = 0; j < folded.length(); j++) {
          foldedChars[length++] = folded.charAt(j);
        }
      }
    }
    if (!letters || isCustomSeparator(text, start, end)) {
      return false;
    }
    emit(foldedChars, length, false);
    return true;
  }

  /** A hit of the patterns may be a separator made of letters. */
  private boolean isCustomSeparator(char[] text, int start, int end) {
    return separators.match(text, start, end) == end - start;
  }
}
