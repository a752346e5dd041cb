package io.miroir.node.meilisearch;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The fields that a Meilisearch node keeps beside a client's own. Their values are strings of
 * separators only: an index that searches all attributes finds no word in them, so neither results
 * nor statistics change.
 *
 * <p>Digits are chosen so that the byte order of texts is the order of the numbers.
 */
final class Reserved {
  static final String PREFIX = "_miroir_";
  static final String SHARD = "_miroir_shard";
  static final String SEQUENCE = "_miroir_seq";
  static final String ORDINAL = "_miroir_ord";

  /** Of a shard's marker: deletions up to this sequence number may be forgotten. */
  static final String FLOOR = "_miroir_floor";

  private static final String DIGITS = "#%&()*+,-./:@[]`";
  private static final int NUMBER_DIGITS = 14;
  private static final int SHARD_DIGITS = 4;
  private static final int MARKER_BITS = 16;

  private Reserved() {}

  /**
   * @param number within 0 and 2^56 - 1
   */
  static String number(long number) {
    return digits(number, NUMBER_DIGITS);
  }

  private static String digits(long number, int length) {
    char[] text = new char[length];
    long rest = number;
    for (int i = length - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (rest & 15));
      rest >>>= 4;
    }
    return new String(text);
  }

  static long number(String text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      number = number << 4 | DIGITS.indexOf(text.charAt(i));
    }
    return number;
  }

  static String live(int shard) {
    return digits(shard, SHARD_DIGITS);
  }

  /** What a deleted document is kept under until its deletion may be forgotten. */
  static String dead(int shard) {
    return digits(shard, SHARD_DIGITS) + DIGITS.charAt(15);
  }

  static boolean isDead(String shard) {
    return shard.length() > SHARD_DIGITS;
  }

  /** The key of the document that holds a shard's sequence number. */
  static String sequenceKey(int shard) {
    return marker(shard, '_');
  }

  /** The key of the document that holds the newest epoch that opened a shard. */
  static String epochKey(int shard) {
    return marker(shard, '-');
  }

  private static String marker(int shard, char kind) {
    StringBuilder key = new StringBuilder("_-_-_-_-").append(kind);
    for (int bit = MARKER_BITS - 1; bit >= 0; bit--) {
      key.append((shard >> bit & 1) == 0 ? '_' : '-');
    }
    return key.toString();
  }

  static String filter(int[] shards) {
    return Arrays.stream(shards)
        .mapToObj(shard -> '"' + live(shard) + '"')
        .collect(Collectors.joining(", ", SHARD + " IN [", "]"));
  }

  /** An error text without our names in its lists. */
  static String stripped(String message) {
    return message
        .replaceAll(
            " Available (\\w+ attributes?(?: patterns)?) are: `_miroir_\\w+`(?:,"
                + " `?_miroir_\\w+`?)*\\.",
            " This index does not have configured $1.")
        .replaceAll("`_miroir_\\w+(?:, _miroir_\\w+)*, ", "`")
        .replaceAll("`_miroir_\\w+`, ", "")
        .replaceAll(", `?_miroir_\\w+(:asc)?`?", "");
  }
}
