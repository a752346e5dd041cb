package io.miroir.engine.analysis;

/**
 * One token of a text; the tokens of a text cover it without gaps.
 *
 * @param lemma normalized form; may be empty, and such a token is ignored everywhere
 * @param start first UTF-16 unit in the original text
 * @param end behind its last unit
 * @param charMap how many lemma chars each original char (code point) became; null when each became
 *     exactly one
 */
public record Token(TokenKind kind, String lemma, int start, int end, int[] charMap) {

  /**
   * How many chars (code points) of the original stand for at least the first {@code lemmaChars}
   * chars of the lemma.
   */
  public int originalChars(int lemmaChars) {
    if (charMap == null) {
      return lemmaChars;
    }
    int covered = 0;
    int original = 0;
    while (original < charMap.length && covered < lemmaChars) {
      covered += charMap[original++];
    }
    return original;
  }

  /** Where the first {@code lemmaChars} chars of the lemma end in the original text. */
  public int originalEnd(String text, int lemmaChars) {
    int chars = originalChars(lemmaChars);
    int at = start;
    for (int left = chars; left > 0 && at < end; left--) {
      at += Character.charCount(text.codePointAt(at));
    }
    return Math.min(at, end);
  }
}
