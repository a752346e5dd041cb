package io.miroir.catalog;

import io.miroir.model.IndexId;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Ids of new indexes: 120 random bits in {@code [0-9a-z]}, so that none ever comes twice. */
final class IndexIds implements Supplier<IndexId> {
  private static final int BITS = 120;
  private final SecureRandom random = new SecureRandom();

  @Override
  public IndexId get() {
    return new IndexId("i" + new BigInteger(BITS, random).toString(Character.MAX_RADIX));
  }
}
