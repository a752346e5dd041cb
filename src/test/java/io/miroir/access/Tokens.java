package io.miroir.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tenant tokens as applications do. */
final class Tokens {
  private Tokens() {}

  static String sign(String algorithm, String payload, String secret) {
    return sign("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", payload, algorithm, secret);
  }

  static String sign(String header, String payload, String algorithm, String secret) {
    String signed = part(header) + "." + part(payload);
    String mac = "HmacSHA" + algorithm.substring(2);
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
      byte[] signature = hmac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
