package io.miroir.engine.document;

import io.miroir.json.JsonText;
import java.math.BigInteger;

/** Numbers of documents as text (ranking reference, 1.1 and 6.2). */
public final class NumberText {
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private NumberText() {}

  /**
   * The text that is indexed and shown in {@code _formatted}: integers of 64 bits as they are, the
   * rest as the shortest decimal of the double, with {@code .0} or a signed exponent.
   *
   * @param json the number as the document writes it
   */
  public static String indexed(String json) {
    if (isInteger(json)) {
      return json;
    }
    String text = JsonText.number(Double.parseDouble(json));
    int exponent = text.indexOf('e');
    return exponent < 0 || text.charAt(exponent + 1) == '-'
        ? text
        : text.substring(0, exponent + 1) + "+" + text.substring(exponent + 1);
  }

  /** A facet number as key of an object: plain decimal, never an exponent. */
  public static String facet(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    String plain = JsonText.decimal(value).toPlainString();
    return plain.indexOf('.') < 0 ? plain : plain.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static boolean isInteger(String json) {
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    if (json.equals("-0")) {
      return false;
    }
    if (json.length() < 19) {
      return true;
    }
    BigInteger value = new BigInteger(json);
    return value.signum() < 0 ? value.bitLength() < 64 : value.compareTo(UNSIGNED_MAX) <= 0;
  }
}
