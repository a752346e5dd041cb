package io.miroir.access;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.web.Authorizer;
import io.miroir.web.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may do what, by the master key alone: whoever has it may do everything. Without a master key
 * everybody may do everything but manage keys.
 */
public final class Access implements Authorizer {
  private static final String SCHEME = "Bearer";
  private static final String KEYS = "keys.";

  private final Optional<byte[]> masterKey;
  private final Optional<byte[]> adminKey;

  /**
   * @param adminKey of the management routes; the master key unless present
   */
  public Access(Optional<String> masterKey, Optional<String> adminKey) {
    this.masterKey = masterKey.map(Access::bytes);
    this.adminKey = adminKey.or(() -> masterKey).map(Access::bytes);
  }

  @Override
  public Caller authorize(Optional<String> header, String action, Optional<IndexUid> index) {
    if (action.equals(PUBLIC)) {
      return Caller.EVERYTHING;
    }
    Optional<String> token = header.map(Access::token);
    Optional<byte[]> key = action.equals(MANAGEMENT) ? adminKey : masterKey;
    if (key.isEmpty()) {
      if (action.startsWith(KEYS)) {
        throw ProblemException.of(
            ErrorCode.MISSING_MASTER_KEY,
            "Meilisearch is running without a master key. To access this API endpoint, you must"
                + " have set a master key at launch.");
      }
      return Caller.EVERYTHING;
    }
    if (!same(token.orElseThrow(Access::missing), key.get())) {
      throw invalid();
    }
    return Caller.EVERYTHING;
  }

  /** What stands behind the scheme. */
  private static String token(String header) {
    if (!header.equals(SCHEME) && !header.startsWith(SCHEME + " ")) {
      throw missing();
    }
    String token = header.length() > SCHEME.length() ? header.substring(SCHEME.length() + 1) : "";
    if (token.isEmpty()) {
      throw invalid();
    }
    return token;
  }

  /** Takes as long for any two texts of one length, so that a key can't be guessed by time. */
  private static boolean same(String token, byte[] key) {
    return MessageDigest.isEqual(bytes(token), key);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ProblemException missing() {
    return ProblemException.of(
        ErrorCode.MISSING_AUTHORIZATION_HEADER,
        "The Authorization header is missing. It must use the bearer authorization method.");
  }

  private static ProblemException invalid() {
    return ProblemException.of(ErrorCode.INVALID_API_KEY, "The provided API key is invalid.");
  }
}
