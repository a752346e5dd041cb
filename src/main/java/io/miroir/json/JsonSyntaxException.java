package io.miroir.json;

/** Bytes that are no JSON; the message is worded and placed as serde_json does. */
public final class JsonSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonSyntaxException(String what, int line, int column) {
    super(what + " at line " + line + " column " + column, null, false, false);
  }
}
