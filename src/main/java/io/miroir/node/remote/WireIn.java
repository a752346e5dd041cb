package io.miroir.node.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link WireOut} wrote; damaged input ends in an exception, never in a huge array. */
final class WireIn {
  private final byte[] buffer;
  private int at;

  WireIn(byte[] buffer) {
    this.buffer = buffer;
  }

  int next() {
    return buffer[at++] & 0xFF;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = buffer[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("expected a number of at most 64 bits");
  }

  int integer() {
    return (int) number();
  }

  /** A count of things that take at least one byte each. */
  int count() {
    long count = number();
    if (count < 0 || count > buffer.length - at) {
      throw new IllegalArgumentException(
          "expected at most " + (buffer.length - at) + " bytes, found " + count);
    }
    return (int) count;
  }

  double fixed() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | next();
    }
    return Double.longBitsToDouble(bits);
  }

  byte[] bytes() {
    int length = count();
    byte[] value = Arrays.copyOfRange(buffer, at, at + length);
    at += length;
    return value;
  }

  String text() {
    int length = count();
    String value = new String(buffer, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }
}
