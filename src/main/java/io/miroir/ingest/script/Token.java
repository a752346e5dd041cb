package io.miroir.ingest.script;

/**
 * One token.
 *
 * @param text of names, symbols and strings (unescaped)
 * @param value of numbers: a Long or a Double
 */
record Token(Kind kind, String text, Object value, Place place) {
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
