package io.miroir.engine.filter;

import java.util.function.Supplier;

/**
 * Reads the filters behind experimental features: {@code _vectors… EXISTS}, {@code _foreign(…)}.
 */
final class SpecialReader {
  private SpecialReader() {}

  /** The special filter at the cursor, or null when there is none. */
  static Filter read(FilterCursor cursor, Supplier<Filter> inner) {
    int start = cursor.at;
    Filter found = vectors(cursor);
    if (found == null) {
      found = foreign(cursor, inner);
    }
    if (found == null) {
      cursor.at = start;
    }
    return found;
  }

  private static Filter vectors(FilterCursor cursor) {
    int start = cursor.at;
    String name = cursor.text.substring(start, cursor.wordEnd(start));
    if (!name.equals("_vectors") && !name.startsWith("_vectors.")) {
      return null;
    }
    cursor.at += name.length();
    boolean negative = cursor.takeKeyword("NOT");
    if (!cursor.takeKeyword("EXISTS")) {
      cursor.at = start;
      return null;
    }
    Filter exists =
        new Filter.VectorExists(new Word(name, start, start + "_vectors".length(), cursor.text));
    return negative ? new Filter.Not(exists) : exists;
  }

  private static Filter foreign(FilterCursor cursor, Supplier<Filter> inner) {
    if (!cursor.takeKeyword("_foreign") || !cursor.take("(")) {
      return null;
    }
    Word field = cursor.takeWord();
    if (field == null || !cursor.take(",")) {
      return null;
    }
    Filter filter = inner.get();
    return cursor.take(")") ? new Filter.Foreign(field, filter) : null;
  }
}
