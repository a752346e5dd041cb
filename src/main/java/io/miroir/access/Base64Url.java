package io.miroir.access;

import io.miroir.model.ProblemException;
import java.util.Base64;

/** Decodes the parts of tokens; refuses in the words of Rust's base64 crate. */
final class Base64Url {
  private static final int QUANTUM = 4;

  private Base64Url() {}

  /**
   * @throws ProblemException invalid_api_key
   */
  static byte[] decode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '=') {
        throw wrong("Invalid padding");
      }
      if (!belongs(text.charAt(i))) {
        throw wrong("Invalid symbol " + (int) text.charAt(i) + ", offset " + i);
      }
    }
    if (text.length() % QUANTUM == 1) {
      throw wrong("Invalid input length: " + text.length());
    }
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    // Bits that belong to no byte must be zero, so that a token has one form only.
    String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (!again.equals(text)) {
      int last = text.length() - 1;
      throw wrong("Invalid last symbol " + (int) text.charAt(last) + ", offset " + last);
    }
    return bytes;
  }

  private static boolean belongs(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static ProblemException wrong(String what) {
    return Refusals.undecodable("Base64 error: " + what);
  }
}
