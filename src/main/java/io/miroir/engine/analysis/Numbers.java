package io.miroir.engine.analysis;

/** What counts as a number among words: numeric chars and ASCII punctuation only. */
public final class Numbers {
  private Numbers() {}

  static boolean onlyNumeric(char[] text, int start, int end) {
    for (int i = start; i < end; ) {
      int point = Character.codePointAt(text, i, end);
      if (!numericOrPunctuation(point)) {
        return false;
      }
      i += Character.charCount(point);
    }
    return true;
  }

  /** Whether a word (UTF-8) is a number, as the setting {@code disableOnNumbers} means it. */
  public static boolean onlyNumeric(byte[] word, int length) {
    for (int i = 0; i < length; i++) {
      if (word[i] < 0) {
        char[] chars =
            new String(word, 0, length, java.nio.charset.StandardCharsets.UTF_8).toCharArray();
        return onlyNumeric(chars, 0, chars.length);
      }
      if (!asciiNumericOrPunctuation(word[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean numericOrPunctuation(int point) {
    if (point < 0x80) {
      return asciiNumericOrPunctuation(point);
    }
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private static boolean asciiNumericOrPunctuation(int c) {
    return c > 0x20 && c < 0x7F && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
  }
}
