package io.miroir.node.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes compact binary: variable-length integers (7 bits a byte), length-prefixed bytes. */
final class WireOut {
  private byte[] buffer;
  private int size;

  WireOut(int expected) {
    buffer = new byte[Math.max(64, expected)];
  }

  WireOut put(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Small when the value is small and not negative; any value is allowed. */
  WireOut number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  WireOut fixed(double value) {
    long bits = Double.doubleToRawLongBits(value);
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (bits >>> shift);
    }
    return this;
  }

  WireOut bytes(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  @SuppressWarnings("deprecation")
  WireOut text(String value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      if (value.charAt(i) >= 0x80) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
      }
    }
    number(length);
    room(length);
    value.getBytes(0, length, buffer, size);
    size += length;
    return this;
  }

  byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void room(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length + (buffer.length >> 1), size + bytes));
    }
  }
}
