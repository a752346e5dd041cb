package io.miroir.json;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Dates and durations as the API prints them. */
public final class Dates {
  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private Dates() {}

  public static String format(Instant instant) {
    return RFC_3339.format(instant);
  }

  /** ISO 8601 with a day part from one day on and a fraction of 3, 6 or 9 digits when needed. */
  public static String format(Duration duration) {
    long days = duration.toDays();
    Duration rest = duration.minusDays(days);
    StringBuilder out = new StringBuilder("P");
    if (days > 0) {
      out.append(days).append('D');
    }
    out.append('T').append(rest.toSeconds());
    int nanos = rest.getNano();
    if (nanos > 0) {
      String digits = String.format("%09d", nanos);
      int length = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
      out.append('.').append(digits, 0, length);
    }
    return out.append('S').toString();
  }
}
