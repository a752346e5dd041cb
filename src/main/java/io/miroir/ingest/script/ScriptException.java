package io.miroir.ingest.script;

/** Why a script can't be read or went wrong on a document; the message tells the place. */
public final class ScriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean unsupported;

  private ScriptException(String message, boolean unsupported) {
    super(message, null, false, false);
    this.unsupported = unsupported;
  }

  static ScriptException at(Place place, String message) {
    return new ScriptException(message + " " + place, false);
  }

  static ScriptException unsupported(Place place, String what) {
    return new ScriptException("This server does not run " + what + " in scripts " + place, true);
  }

  /** The script may be right; it uses a part of the language that is not there. */
  public boolean unsupported() {
    return unsupported;
  }
}
