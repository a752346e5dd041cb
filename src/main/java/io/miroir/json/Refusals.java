package io.miroir.json;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Collection;

/** Messages that bodies and query strings share. */
final class Refusals {
  private Refusals() {}

  static ProblemException unknownValue(
      String word, String place, Collection<String> accepted, ErrorCode code) {
    return ProblemException.of(
        code, "Unknown value `" + word + "`" + place + ": " + expectedOneOf(word, accepted));
  }

  static String expectedOneOf(String received, Collection<String> accepted) {
    return DidYouMean.hint(received, accepted)
        + "expected one of `"
        + String.join("`, `", accepted)
        + "`";
  }
}
