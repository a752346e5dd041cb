package io.miroir.engine.analysis;

/** What a token is to a reader of text. A hard separator opens a distance of 8, a soft one of 1. */
public enum TokenKind {
  WORD,
  STOP_WORD,
  HARD_SEPARATOR,
  SOFT_SEPARATOR;

  public boolean separator() {
    return this == HARD_SEPARATOR || this == SOFT_SEPARATOR;
  }

  /** A word or stop word: what takes a position. */
  public boolean wordLike() {
    return this == WORD || this == STOP_WORD;
  }
}
