package io.miroir.boot;

/**
 * This member can't start, for a reason that the operator can do something about: told in one line.
 */
final class StartFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailedException(String message) {
    super(message, null, false, false);
  }
}
