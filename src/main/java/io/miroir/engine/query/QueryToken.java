package io.miroir.engine.query;

/**
 * One token of a query or of a synonym, normalized as documents are (ranking reference, 1.3).
 *
 * @param lemma normalized text; may be empty
 */
public record QueryToken(String lemma, Kind kind) {

  public enum Kind {
    WORD,
    STOP_WORD,
    SOFT_SEPARATOR,
    HARD_SEPARATOR
  }

  public boolean separator() {
    return kind == Kind.SOFT_SEPARATOR || kind == Kind.HARD_SEPARATOR;
  }
}
