package io.miroir.engine.analysis;

/** Reads numbers in text as filters and {@code _geo} take them: decimal, with optional exponent. */
public final class Decimals {
  private Decimals() {}

  /** The finite number a text spells, without spaces around it; else NaN. */
  public static double parse(String text) {
    if (!isDecimal(text)) {
      return Double.NaN;
    }
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static boolean isDecimal(String text) {
    int end = text.length();
    int at = end > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    int whole = digits(text, at);
    at += whole;
    int fraction = 0;
    if (at < end && text.charAt(at) == '.') {
      fraction = digits(text, at + 1);
      at += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int exponent = digits(text, at);
      at += exponent;
      return exponent > 0 && at == end;
    }
    return at == end;
  }

  private static int digits(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }
}
