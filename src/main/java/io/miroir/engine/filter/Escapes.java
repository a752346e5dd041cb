package io.miroir.engine.filter;

/**
 * Escapes inside quoted words: line ends and tabs by letter, quotes, backslash, two or more hex
 * digits.
 */
final class Escapes {
  private Escapes() {}

  /** Appends what the escape at a place stands for; the place behind it. */
  static int read(String text, int at, StringBuilder value) {
    int next = at + 1 < text.length() ? text.codePointAt(at + 1) : -1;
    switch (next) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case '"', '\'', '\\' -> value.append((char) next);
      case 'x' -> {
        return hex(text, at, at + 2, Math.min(at + 4, text.length()), 2, value);
      }
      case 'u' -> {
        return unicode(text, at, value);
      }
      case -1 -> {
        // The quote is open as well; that is what the caller reports.
        return text.length();
      }
      default -> throw malformed(text, at, at + 1 + Character.charCount(next));
    }
    return at + 2;
  }

  private static int unicode(String text, int at, StringBuilder value) {
    int close = text.indexOf('}', at);
    if (close < 0 || at + 2 >= text.length() || text.charAt(at + 2) != '{') {
      throw malformed(text, at, Math.min(at + 2, text.length()));
    }
    return hex(text, at, at + 3, close, close - at - 3, value) + 1;
  }

  private static int hex(
      String text, int escape, int start, int end, int digits, StringBuilder value) {
    int point = 0;
    boolean valid = end - start == digits && digits >= 1 && digits <= 6;
    for (int i = start; i < end && valid; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      valid = digit >= 0;
      point = point * 16 + digit;
    }
    if (!valid || !Character.isValidCodePoint(point) || point >= 0xD800 && point < 0xE000) {
      throw malformed(text, escape, end);
    }
    value.appendCodePoint(point);
    return end;
  }

  private static FilterFailure malformed(String text, int start, int end) {
    return new FilterFailure(
        "Malformed value: `" + FilterFailure.escaped(text.substring(start, end)) + "`.",
        text,
        start,
        end);
  }
}
