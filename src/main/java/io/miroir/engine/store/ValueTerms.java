package io.miroir.engine.store;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.NumericUtils;

/**
 * The terms of facet values: field, kind, then a number in 8 bytes that sort as it does, or a
 * normalized string, an end mark and, where it differs, the original spelling. A zero byte of the
 * string is written as {@code 00 01} and the end mark is {@code 00 00}, so that terms sort by the
 * normalized string first.
 */
final class ValueTerms {
  static final int HEAD = 3;

  /** Lucene's terms end at 32,766 bytes; a longer spelling is cut. */
  private static final int SPELLING_BYTES_MAX = 31_000;

  private ValueTerms() {}

  static void head(BytesRefBuilder out, int field, int kind) {
    out.clear();
    out.append((byte) (field >>> 8));
    out.append((byte) field);
    out.append((byte) kind);
  }

  static void number(BytesRefBuilder out, int field, double value) {
    head(out, field, Layout.NUMBER);
    long bits = sortable(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.append((byte) (bits >>> shift));
    }
  }

  /** Order of numbers as unsigned bits: numeric, with -0.0 just above 0 (reference, 5.2). */
  private static long sortable(double value) {
    if (value == 0) {
      return Long.MIN_VALUE + (1 / value < 0 ? 1 : 0);
    }
    long bits = NumericUtils.doubleToSortableLong(value) ^ Long.MIN_VALUE;
    return value > 0 ? bits + 1 : bits;
  }

  /** Numeric order with -0.0 just above 0. */
  static int compare(double first, double second) {
    return Long.compareUnsigned(sortable(first), sortable(second));
  }

  static double number(BytesRef term) {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | term.bytes[term.offset + HEAD + i] & 0xFF;
    }
    return unsortable(bits);
  }

  private static double unsortable(long bits) {
    if (bits == Long.MIN_VALUE) {
      return 0.0;
    }
    if (bits == Long.MIN_VALUE + 1) {
      return -0.0;
    }
    long plain = bits < 0 ? bits - 1 : bits;
    return NumericUtils.sortableLongToDouble(plain ^ Long.MIN_VALUE);
  }

  static void string(BytesRefBuilder out, int field, String normalized, String spelling) {
    head(out, field, Layout.STRING);
    for (byte b : normalized.getBytes(StandardCharsets.UTF_8)) {
      out.append(b);
      if (b == 0) {
        out.append((byte) 1);
      }
    }
    out.append((byte) 0);
    out.append((byte) 0);
    if (!spelling.equals(normalized)) {
      byte[] original = spelling.getBytes(StandardCharsets.UTF_8);
      int length = original.length;
      if (length > SPELLING_BYTES_MAX) {
        length = SPELLING_BYTES_MAX;
        while ((original[length] & 0xC0) == 0x80) {
          length--;
        }
      }
      out.append(original, 0, length);
    }
  }

  /** Bytes of the escaped normalized string of a term, head and end mark not counted. */
  static int normalizedLength(BytesRef term) {
    int at = term.offset + HEAD;
    while (term.bytes[at] != 0 || term.bytes[at + 1] != 0) {
      at += term.bytes[at] == 0 ? 2 : 1;
    }
    return at - term.offset - HEAD;
  }

  /** The string that escaped bytes stand for. */
  static String unescape(byte[] bytes, int offset, int length) {
    byte[] plain = new byte[length];
    int size = 0;
    for (int i = offset; i < offset + length; i++) {
      plain[size++] = bytes[i];
      if (bytes[i] == 0) {
        i++;
      }
    }
    return new String(plain, 0, size, StandardCharsets.UTF_8);
  }
}
