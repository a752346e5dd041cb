package io.miroir.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the values of API keys: HMAC-SHA256 of the uid under the master key, in lower-case
 * hexadecimal digits. The same master key gives the same keys on every server.
 */
final class KeyValues {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;

  /**
   * @param masterKey not empty
   */
  KeyValues(byte[] masterKey) {
    this.secret = new SecretKeySpec(masterKey, ALGORITHM);
  }

  /**
   * @param uid lower case with hyphens
   */
  String of(String uid) {
    return HexFormat.of().formatHex(hmac(ALGORITHM, secret, uid));
  }

  static byte[] hmac(String algorithm, SecretKeySpec secret, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(secret);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected every JDK to have " + algorithm, e);
    }
  }
}
