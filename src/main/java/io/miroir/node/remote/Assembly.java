package io.miroir.node.remote;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Puts pieces together again, within a bound of memory; what is not complete by its deadline is
 * forgotten.
 *
 * @param <K> names one whole
 */
public final class Assembly<K> {
  private static final class Part {
    private final byte[] bytes;
    private final Instant deadline;
    private int filled;

    Part(int total, Instant deadline) {
      this.bytes = new byte[total];
      this.deadline = deadline;
    }
  }

  private final long bytesMax;
  private final Map<K, Part> parts = new HashMap<>();
  private long bytes;

  public Assembly(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * @return the whole once its last piece is here
   * @throws IllegalStateException if it does not fit, or a piece is missing before this one; the
   *     rest of it will be refused as well
   */
  public Optional<byte[]> add(
      K key, int total, int offset, byte[] piece, Instant now, Instant deadline) {
    if (offset == 0 && piece.length == total) {
      return Optional.of(piece);
    }
    if (offset == 0) {
      begin(key, total, now, deadline);
    }
    Part part = parts.get(key);
    if (part == null || part.filled != offset || offset + piece.length > part.bytes.length) {
      forget(key);
      throw new IllegalStateException("expected the pieces of a message in order");
    }
    System.arraycopy(piece, 0, part.bytes, offset, piece.length);
    part.filled += piece.length;
    if (part.filled < part.bytes.length) {
      return Optional.empty();
    }
    forget(key);
    return Optional.of(part.bytes);
  }

  private void begin(K key, int total, Instant now, Instant deadline) {
    forgetBefore(now);
    if (total < 0 || bytes + total > bytesMax) {
      throw new IllegalStateException(
          "expected at most " + bytesMax + " bytes in pieces, found " + (bytes + total));
    }
    parts.put(key, new Part(total, deadline));
    bytes += total;
  }

  private void forgetBefore(Instant now) {
    for (Iterator<Part> all = parts.values().iterator(); all.hasNext(); ) {
      Part part = all.next();
      if (part.deadline.isBefore(now)) {
        bytes -= part.bytes.length;
        all.remove();
      }
    }
  }

  public void forget(K key) {
    Part part = parts.remove(key);
    if (part != null) {
      bytes -= part.bytes.length;
    }
  }
}
