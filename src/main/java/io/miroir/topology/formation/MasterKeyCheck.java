package io.miroir.topology.formation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Whether another member proves that it has the same master key; without one everybody may. */
record MasterKeyCheck(Optional<String> masterKey) {
  private static final String SCHEME = "Bearer ";

  /**
   * @param header the Authorization header as sent
   */
  boolean passes(Optional<String> header) {
    if (masterKey.isEmpty()) {
      return true;
    }
    String given =
        header.filter(h -> h.startsWith(SCHEME)).map(h -> h.substring(SCHEME.length())).orElse("");
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), masterKey.get().getBytes(StandardCharsets.UTF_8));
  }

  Optional<String> header() {
    return masterKey.map(key -> SCHEME + key);
  }
}
