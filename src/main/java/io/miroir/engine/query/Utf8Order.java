package io.miroir.engine.query;

import java.util.Comparator;

/**
 * The order of strings by their UTF-8 bytes, which is that of code points; Java's own compares
 * UTF-16 units.
 */
public final class Utf8Order {
  public static final Comparator<String> ORDER = Utf8Order::compare;

  private Utf8Order() {}

  public static int compare(String left, String right) {
    int most = Math.min(left.length(), right.length());
    for (int at = 0; at < most; at++) {
      char a = left.charAt(at);
      char b = right.charAt(at);
      if (a != b) {
        boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
        return pairs ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
