package io.miroir.access;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;

/** The words of refusals (API reference, 2.2). */
final class Refusals {
  private Refusals() {}

  static ProblemException missingHeader() {
    return ProblemException.of(
        ErrorCode.MISSING_AUTHORIZATION_HEADER,
        "The Authorization header is missing. It must use the bearer authorization method.");
  }

  static ProblemException missingMasterKey() {
    return ProblemException.of(
        ErrorCode.MISSING_MASTER_KEY,
        "Meilisearch is running without a master key. To access this API endpoint, you must"
            + " have set a master key at launch.");
  }

  static ProblemException invalid() {
    return invalid("The provided API key is invalid.");
  }

  static ProblemException invalid(String message) {
    return ProblemException.of(ErrorCode.INVALID_API_KEY, message);
  }

  static ProblemException undecodable(String reason) {
    return invalid("Could not decode tenant token, " + reason + ".");
  }

  /** A member that has just started may be asked before it knows the keys. */
  static ProblemException keysUnknown() {
    return ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE, "This member does not know the API keys yet. Retry soon.");
  }
}
