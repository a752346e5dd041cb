package io.miroir.json;

import java.util.Optional;
import java.util.UUID;

/** Reads UUIDs, and says what is wrong with others in the words of Rust's uuid parser. */
public final class Uuids {
  private static final int GROUPS = 5;
  private static final int[] STARTS = {0, 9, 14, 19, 24};
  private static final int[] LENGTHS = {8, 4, 4, 4, 12};
  private static final int SIMPLE_LENGTH = 32;
  private static final String URN = "urn:uuid:";

  private Uuids() {}

  /** With or without hyphens, in braces, or as an URN. */
  public static Optional<UUID> parse(String text) {
    String bare = bare(text);
    if (problem(text).isPresent()) {
      return Optional.empty();
    }
    String digits = bare.replace("-", "");
    return Optional.of(
        new UUID(
            Long.parseUnsignedLong(digits.substring(0, 16), 16),
            Long.parseUnsignedLong(digits.substring(16), 16)));
  }

  /** What is wrong with a text; empty when it is a UUID. */
  public static Optional<String> problem(String text) {
    String bare = bare(text);
    int offset = bare.equals(text) ? 0 : text.indexOf(bare);
    int hyphens = 0;
    int[] bounds = new int[GROUPS - 1];
    for (int i = 0; i < bare.length(); i += Character.charCount(bare.codePointAt(i))) {
      int c = bare.codePointAt(i);
      if (c == '-') {
        if (hyphens < bounds.length) {
          bounds[hyphens] = i;
        }
        hyphens++;
      } else if (c > 'f' || Character.digit(c, 16) < 0) {
        return Optional.of(
            "invalid character: found `" + Character.toString(c) + "` at " + (i + offset));
      }
    }
    if (hyphens == 0 && bare.equals(text)) {
      return bare.length() == SIMPLE_LENGTH
          ? Optional.empty()
          : Optional.of("invalid length: found " + bare.length());
    }
    if (hyphens != GROUPS - 1) {
      return Optional.of("invalid group count: found " + (hyphens + 1));
    }
    return groups(bare, bounds);
  }

  private static Optional<String> groups(String bare, int[] bounds) {
    for (int group = 0; group < GROUPS; group++) {
      int end = group < GROUPS - 1 ? bounds[group] : bare.length();
      int found = end - STARTS[group];
      if (found != LENGTHS[group]) {
        return Optional.of(
            "invalid group length in group %d: expected %d, found %d"
                .formatted(group, LENGTHS[group], found));
      }
    }
    return Optional.empty();
  }

  private static String bare(String text) {
    if (text.startsWith("{") && text.endsWith("}") && text.length() > 1) {
      return text.substring(1, text.length() - 1);
    }
    return text.startsWith(URN) ? text.substring(URN.length()) : text;
  }
}
