package io.miroir.json;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One query parameter: its name as messages show it, its decoded text, and the error code that
 * belongs to it.
 */
public record ParamAt(String name, String text, ErrorCode code) {

  public String string() {
    return text;
  }

  public boolean bool() {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw invalid(
              "could not parse `" + text + "` as a boolean, expected either `true` or `false`");
    };
  }

  /** An integer from 0 to 2^64-1. */
  public BigInteger unsigned() {
    return unsigned(64);
  }

  /** An integer from 0 to 2^bits-1, with the leading plus sign Rust accepts. */
  public BigInteger unsigned(int bits) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw notPositive();
    }
    BigInteger value =
        digits.length() > 40 ? BigInteger.ONE.shiftLeft(bits) : new BigInteger(digits);
    if (value.bitLength() > bits) {
      throw notPositive();
    }
    return value;
  }

  public int count() {
    return JsonAt.clampToInt(unsigned());
  }

  public double number() {
    try {
      if (text.isBlank() || !text.equals(text.strip()) || text.matches(".*[dDfFxX]")) {
        throw new NumberFormatException(text);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException notNumber) {
      throw invalid("could not parse `" + text + "` as a number");
    }
  }

  private ProblemException notPositive() {
    return invalid("could not parse `" + text + "` as a positive integer");
  }

  /** A comma-separated list; with more than one element, messages number them. */
  public <T> List<T> list(Function<ParamAt, T> reader) {
    String[] parts = text.split(",", -1);
    List<T> items = new ArrayList<>(parts.length);
    for (int i = 0; i < parts.length; i++) {
      String itemName = parts.length > 1 ? name + "[" + i + "]" : name;
      items.add(reader.apply(new ParamAt(itemName, parts[i], code)));
    }
    return List.copyOf(items);
  }

  /** The texts of a comma-separated list; an empty parameter is one empty text. */
  public List<String> strings() {
    return list(ParamAt::string);
  }

  public <T> T oneOf(Map<String, T> accepted) {
    T value = accepted.get(text);
    if (value == null) {
      throw Refusals.unknownValue(text, " for parameter `" + name + "`", accepted.keySet(), code);
    }
    return value;
  }

  public ProblemException invalid(String message) {
    return ProblemException.of(code, "Invalid value in parameter `" + name + "`: " + message);
  }
}
