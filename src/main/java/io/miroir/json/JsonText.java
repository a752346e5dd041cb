package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.Map;

/**
 * Compact JSON text as serde_json prints it: shortest digits, floats always with a fraction or an
 * exponent, control characters as lower-case {@code \\u00xx}.
 */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int DIGITS_MAX = 16;
  private static final MathContext ONE_DIGIT = new MathContext(1);

  private JsonText() {}

  public static String of(JsonNode node) {
    StringBuilder out = new StringBuilder();
    append(out, node);
    return out.toString();
  }

  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendQuoted(out, text);
    return out.toString();
  }

  private static void append(StringBuilder out, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> appendObject(out, node);
      case ARRAY -> {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          append(out, node.get(i));
        }
        out.append(']');
      }
      case STRING -> appendQuoted(out, node.textValue());
      case NUMBER ->
          out.append(
              node.isIntegralNumber()
                  ? node.bigIntegerValue().toString()
                  : node.isFloat() ? number(node.floatValue()) : number(node.doubleValue()));
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL, MISSING, BINARY, POJO -> out.append("null");
    }
  }

  private static void appendObject(StringBuilder out, JsonNode node) {
    out.append('{');
    Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      appendQuoted(out, field.getKey());
      out.append(':');
      append(out, field.getValue());
      if (fields.hasNext()) {
        out.append(',');
      }
    }
    out.append('}');
  }

  static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /**
   * A double in the fewest digits that read back as the same double; {@code null} if not finite.
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "null";
    }
    return value == 0 ? zero(1 / value < 0) : shortest(decimal(value));
  }

  /** A float in the fewest digits that read back as the same float. */
  public static String number(float value) {
    if (!Float.isFinite(value)) {
      return "null";
    }
    if (value == 0) {
      return zero(1 / value < 0);
    }
    BigDecimal decimal = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    BigDecimal digit = decimal.round(ONE_DIGIT);
    return shortest(digit.floatValue() == value ? digit : decimal);
  }

  /**
   * The shortest decimal of a finite double. Java's own text has two digits at least and so is not
   * the shortest for the smallest doubles: 4.9E-324 is 5e-324.
   */
  public static BigDecimal decimal(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal digit = decimal.round(ONE_DIGIT);
    return digit.doubleValue() == value ? digit : decimal;
  }

  private static String zero(boolean negative) {
    return negative ? "-0.0" : "0.0";
  }

  /** Lays out the digits of a decimal by the rules of the ryu crate. */
  private static String shortest(BigDecimal shortest) {
    BigDecimal decimal = shortest.stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = -decimal.scale();
    int point = digits.length() + exponent;
    StringBuilder out = new StringBuilder();
    if (decimal.signum() < 0) {
      out.append('-');
    }
    if (exponent >= 0 && point <= DIGITS_MAX) {
      out.append(digits).repeat("0", exponent).append(".0");
    } else if (point > 0 && point <= DIGITS_MAX) {
      out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    } else if (point > -5 && point <= 0) {
      out.append("0.").repeat("0", -point).append(digits);
    } else {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append('e').append(point - 1);
    }
    return out.toString();
  }
}
