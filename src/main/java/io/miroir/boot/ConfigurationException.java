package io.miroir.boot;

/** The operator configured something wrong: told without a stack trace, and the start stops. */
final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message, null, false, false);
  }
}
