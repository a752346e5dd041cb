package io.miroir.operations.dump;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream at its line ends. */
public final class Lines {
  private static final int BUFFER = 1 << 16;

  /** A run of whole lines. */
  public interface Chunk {
    /**
     * @param bytes of the lines with their ends; the callee's
     * @param lines how many
     */
    void take(byte[] bytes, int lines) throws IOException;
  }

  /** One line without its end. */
  public interface Line {
    void take(byte[] line) throws IOException;
  }

  private Lines() {}

  static long count(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long lines = 0;
    byte last = '\n';
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      lines += ends(buffer, 0, n);
      last = n > 0 ? buffer[n - 1] : last;
    }
    return last == '\n' ? lines : lines + 1;
  }

  /** Gives whole lines in runs of about so many bytes; a longer line comes alone. */
  public static void chunks(InputStream in, int bytes, Chunk chunk) throws IOException {
    byte[] buffer = new byte[bytes];
    int filled = 0;
    while (true) {
      int n = in.readNBytes(buffer, filled, buffer.length - filled);
      filled += n;
      if (filled < buffer.length) {
        if (filled > 0) {
          int lines = ends(buffer, 0, filled) + (buffer[filled - 1] == '\n' ? 0 : 1);
          chunk.take(Arrays.copyOf(buffer, filled), lines);
        }
        return;
      }
      int end = lastEnd(buffer, filled);
      if (end == 0) {
        buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        continue;
      }
      chunk.take(Arrays.copyOf(buffer, end), ends(buffer, 0, end));
      System.arraycopy(buffer, end, buffer, 0, filled - end);
      filled -= end;
    }
  }

  static void each(InputStream in, Line line) throws IOException {
    chunks(
        in,
        BUFFER,
        (bytes, lines) -> {
          int start = 0;
          for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
              if (i > start) {
                line.take(Arrays.copyOfRange(bytes, start, i));
              }
              start = i + 1;
            }
          }
        });
  }

  /** What follows the first so many lines of a chunk. */
  static byte[] without(byte[] bytes, int lines) {
    int at = 0;
    for (int left = lines; left > 0 && at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        left--;
      }
    }
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static int ends(byte[] bytes, int from, int to) {
    int ends = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        ends++;
      }
    }
    return ends;
  }

  /** The place after the last line end; 0 for none. */
  private static int lastEnd(byte[] bytes, int length) {
    for (int i = length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return 0;
  }
}
