package io.miroir.topology.formation;

/** The start must stop, for a reason that the operator can do something about. */
public final class FormationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FormationException(String message) {
    super(message);
  }

  public FormationException(String message, Throwable cause) {
    super(message, cause);
  }
}
