package io.miroir.search;

import java.security.SecureRandom;
import java.util.UUID;

/** Names one search request: a UUID of version 7 (RFC 9562), so that names sort by time. */
final class RequestUid {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private RequestUid() {}

  static UUID next() {
    long random = RANDOM.nextLong();
    long high = (System.currentTimeMillis() << 16) | VERSION_7 | (random & 0xFFF);
    long low = (RANDOM.nextLong() >>> 2) | VARIANT;
    return new UUID(high, low);
  }
}
