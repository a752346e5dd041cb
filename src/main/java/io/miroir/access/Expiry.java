package io.miroir.access;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of expiry as clients write them and as answers show them. */
final class Expiry {
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern LOCAL =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})");
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)\\d*"
              + "([Zz]|[+-]\\d{2}:\\d{2})");

  private static final DateTimeFormatter SHOWN =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ROOT);

  private Expiry() {}

  /** Empty when the text is no date; without an offset it is UTC. */
  static Optional<OffsetDateTime> parse(String text) {
    try {
      if (DAY.matcher(text).matches()) {
        return Optional.of(LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC));
      }
      Matcher local = LOCAL.matcher(text);
      if (local.matches()) {
        return Optional.of(OffsetDateTime.parse(local.group(1) + "T" + local.group(2) + "Z"));
      }
      Matcher full = RFC_3339.matcher(text);
      return full.matches()
          ? Optional.of(
              OffsetDateTime.parse(
                  full.group(1) + "T" + full.group(2) + full.group(3).toUpperCase(Locale.ROOT)))
          : Optional.empty();
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  static String format(OffsetDateTime date) {
    return SHOWN.format(date);
  }
}
