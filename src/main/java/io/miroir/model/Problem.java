package io.miroir.model;

/**
 * An expected failure in Meilisearch's terms; what a client reads as {@code message}, {@code code},
 * {@code type}.
 */
public record Problem(ErrorCode code, String message) implements CborSerializable {
  public ProblemException asException() {
    return new ProblemException(this);
  }

  /**
   * The same failure with its message behind "Index `uid`: ", as errors of searches and tasks carry
   * it.
   */
  public Problem inIndex(String uid) {
    return new Problem(code, "Index `" + uid + "`: " + message);
  }
}
