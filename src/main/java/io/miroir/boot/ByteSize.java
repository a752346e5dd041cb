package io.miroir.boot;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as Meilisearch takes them: a number of bytes, or with a unit in any case, decimal ({@code
 * 100MB}) or binary ({@code 64 KiB}); the B may be left out.
 */
final class ByteSize {
  private static final Pattern PATTERN =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:([kmgtpe])(i?))?b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgtpe";

  private ByteSize() {}

  /** Bytes, rounded down; empty when it is not a size or beyond 2^63-1. */
  static Optional<Long> parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal unit = BigDecimal.ONE;
    if (matcher.group(2) != null) {
      int power = UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
      unit = BigDecimal.valueOf(matcher.group(3).isEmpty() ? 1000 : 1024).pow(power);
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit);
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? Optional.empty()
        : Optional.of(bytes.longValue());
  }
}
