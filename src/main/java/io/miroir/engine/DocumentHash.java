package io.miroir.engine;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.StringHelper;

/** One document's part of a shard's {@link Fingerprint}; the same on every kind of node. */
public final class DocumentHash {
  /** Never to be changed: nodes of two versions compare their sums. */
  private static final int SEED = 104729;

  private DocumentHash() {}

  public static long of(String key, long sequence, long ordinal) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return of(bytes, 0, bytes.length, sequence, ordinal);
  }

  /**
   * @param key UTF-8, within {@code offset} and {@code offset + length}
   */
  public static long of(byte[] key, int offset, int length, long sequence, long ordinal) {
    long hash = StringHelper.murmurhash3_x64_128(key, offset, length, SEED)[0];
    hash = mix(hash ^ sequence);
    return mix(hash ^ ordinal);
  }

  /** The finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
