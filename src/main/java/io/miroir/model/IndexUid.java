package io.miroir.model;

import java.util.regex.Pattern;

/** The name clients use for an index: 1 to 400 bytes of {@code [A-Za-z0-9_-]}. */
public record IndexUid(String value) implements Comparable<IndexUid>, CborSerializable {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,400}");

  public static boolean isValid(String value) {
    return VALID.matcher(value).matches();
  }

  @Override
  public int compareTo(IndexUid other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
