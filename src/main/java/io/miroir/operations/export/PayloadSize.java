package io.miroir.operations.export;

import io.miroir.json.JsonAt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size as Meilisearch reads it ({@code 1 MiB}, {@code 20MB}, {@code 300}) and shows it. */
record PayloadSize(long bytes, String shown) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:([kmgtpe])(i?))?b?", Pattern.CASE_INSENSITIVE);
  private static final String POWERS = "kmgtpe";
  private static final int BINARY = 1024;
  private static final int DECIMAL = 1000;

  static PayloadSize parse(JsonAt at) {
    String text = at.string().strip();
    Matcher form = FORM.matcher(text);
    if (text.isEmpty()) {
      throw at.invalid("no value can be found");
    }
    if (!form.matches()) {
      char odd = oddOne(text);
      throw at.invalid(
          Character.isDigit(text.charAt(0))
              ? "the character '" + odd + "' is incorrect"
              : "the character '" + text.charAt(0) + "' is not a number");
    }
    BigDecimal unit = BigDecimal.ONE;
    if (form.group(2) != null) {
      int power = POWERS.indexOf(form.group(2).toLowerCase(Locale.ROOT)) + 1;
      unit = BigDecimal.valueOf(form.group(3).isEmpty() ? DECIMAL : BINARY).pow(power);
    }
    BigDecimal bytes = new BigDecimal(form.group(1)).multiply(unit);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw at.invalid("the value " + text + " exceeds the valid range");
    }
    return of(bytes.longValue());
  }

  private static char oddOne(String text) {
    int at = 0;
    while (at < text.length() - 1
        && (Character.isDigit(text.charAt(at)) || " .".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.charAt(at);
  }

  static PayloadSize of(long bytes) {
    return new PayloadSize(bytes, shown(bytes));
  }

  /** In the unit, decimal or binary, that makes the number shortest. */
  private static String shown(long bytes) {
    boolean binary = bytes % BINARY == 0 && bytes > 0;
    List<String> units =
        binary
            ? List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB")
            : List.of("B", "KB", "MB", "GB", "TB", "PB");
    BigDecimal step = BigDecimal.valueOf(binary ? BINARY : DECIMAL);
    BigDecimal value = BigDecimal.valueOf(bytes);
    int unit = 0;
    while (value.compareTo(step) >= 0 && unit < units.size() - 1) {
      value = value.divide(step);
      unit++;
    }
    BigDecimal rounded = value.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.toPlainString() + " " + units.get(unit);
  }
}
