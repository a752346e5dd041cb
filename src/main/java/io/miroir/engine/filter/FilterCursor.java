package io.miroir.engine.filter;

import io.miroir.engine.analysis.FacetText;
import java.util.Set;

/** A place in a filter string and the small readers that move it. */
final class FilterCursor {
  private static final Set<String> KEYWORDS =
      Set.of(
          "AND",
          "OR",
          "NOT",
          "IN",
          "TO",
          "EXISTS",
          "IS",
          "NULL",
          "EMPTY",
          "CONTAINS",
          "STARTS",
          "WITH");

  final String text;
  int at;

  FilterCursor(String text) {
    this.text = text;
  }

  void skipSpaces() {
    while (at < text.length() && FacetText.isWhiteSpace(text.charAt(at))) {
      at++;
    }
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Takes a piece of syntax, spaces before it too. */
  boolean take(String symbol) {
    int start = at;
    skipSpaces();
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    at = start;
    return false;
  }

  /** Takes a keyword that ends where a word ends, spaces before it too. */
  boolean takeKeyword(String keyword) {
    int start = at;
    skipSpaces();
    if (text.startsWith(keyword, at) && wordEnd(at) == at + keyword.length()) {
      at += keyword.length();
      return true;
    }
    at = start;
    return false;
  }

  /** Where the bare word that starts at a place ends. */
  int wordEnd(int start) {
    int end = start;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      if (!isWordChar(point)) {
        break;
      }
      end += Character.charCount(point);
    }
    return end;
  }

  private static boolean isWordChar(int point) {
    return point == '_'
        || point == '-'
        || point == '.'
        || Character.isAlphabetic(point)
        || switch (Character.getType(point)) {
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              true;
          default -> false;
        };
  }

  /** A bare or quoted word, or null when there is none or it is a keyword; an open quote fails. */
  Word takeWord() {
    skipSpaces();
    if (!atEnd() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
      return takeQuoted();
    }
    int end = wordEnd(at);
    String value = text.substring(at, end);
    if (value.isEmpty() || KEYWORDS.contains(value)) {
      return null;
    }
    Word word = new Word(value, at, end, text);
    at = end;
    return word;
  }

  /** A value; what is no value fails. */
  Word takeValue() {
    skipSpaces();
    for (String geo : FilterParser.GEO_FILTERS) {
      if (text.startsWith(geo, at)) {
        throw fail("The `" + geo + "` filter is an operation and can't be used as a value.");
      }
    }
    Word word = takeWord();
    if (word != null) {
      return word;
    }
    String keyword = text.substring(at, wordEnd(at));
    if (!keyword.isEmpty()) {
      throw new FilterFailure(
          "Was expecting a value but instead got `"
              + keyword
              + "`, which is a reserved keyword. To use `"
              + keyword
              + "` as a field name or a value, surround it by quotes.",
          text,
          at,
          at + keyword.length());
    }
    int end = at;
    while (end < text.length() && !isSyntax(text.charAt(end))) {
      end++;
    }
    String found = text.substring(at, end);
    throw new FilterFailure(
        found.isEmpty()
            ? "Was expecting a value but instead got nothing."
            : "Was expecting a value but instead got `" + FilterFailure.escaped(found) + "`.",
        text,
        at,
        end);
  }

  private static boolean isSyntax(char c) {
    return FacetText.isWhiteSpace(c) || "()=<>!".indexOf(c) >= 0;
  }

  /** Whether the next word is a keyword. */
  boolean atKeyword() {
    return KEYWORDS.contains(text.substring(at, wordEnd(at)));
  }

  private Word takeQuoted() {
    int open = at;
    char quote = text.charAt(at);
    StringBuilder value = new StringBuilder();
    for (int i = at + 1; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return new Word(value.toString(), open + 1, i, text);
      }
      i = c == '\\' ? Escapes.read(text, i, value) : plain(value, c, i);
    }
    throw new FilterFailure(
        "Expression `"
            + FilterFailure.escaped(text.substring(open))
            + "` is missing the following closing delimiter: `"
            + quote
            + "`.",
        text,
        open,
        text.length());
  }

  private static int plain(StringBuilder value, char c, int at) {
    value.append(c);
    return at + 1;
  }

  /** A failure from here to the end of the filter. */
  FilterFailure fail(String message) {
    return new FilterFailure(message, text, at, text.length());
  }

  String rest() {
    return FilterFailure.escaped(text.substring(at));
  }
}
