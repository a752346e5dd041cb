package io.miroir.ingest.script;

import java.util.ArrayList;
import java.util.List;

/** Cuts a script into tokens. */
final class Lexer {
  /** Longer ones first. */
  private static final List<String> SYMBOLS =
      List.of(
          "...", "..=", "**=", "<<=", ">>=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.",
          "?[", "+=", "-=", "*=", "/=", "%=", "**", "..", "::", "<<", ">>", "#{", "|=", "&=", "^=",
          "+", "-", "*", "/", "%", "=", "<", ">", "!", "(", ")", "[", "]", "{", "}", ",", ";", ".",
          ":", "|", "&", "^", "~");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /** The last token is an end. */
  static List<Token> tokens(String script) {
    Lexer lexer = new Lexer(script);
    while (lexer.next()) {}
    return lexer.tokens;
  }

  private Place place() {
    return new Place(line, at - lineStart + 1);
  }

  private boolean next() {
    skip();
    Place place = place();
    if (at == text.length()) {
      tokens.add(new Token(Token.Kind.END, "", null, place));
      return false;
    }
    char c = text.charAt(at);
    if (Character.isLetter(c) || c == '_') {
      int start = at;
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      tokens.add(new Token(Token.Kind.NAME, text.substring(start, at), null, place));
    } else if (c >= '0' && c <= '9') {
      number(place);
    } else if (c == '"' || c == '\'') {
      string(c, place);
    } else if (c == '`') {
      throw ScriptException.unsupported(place, "strings in back quotes");
    } else {
      symbol(place);
    }
    return true;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        line++;
        lineStart = at;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int end = text.indexOf("*/", at + 2);
    int stop = end < 0 ? text.length() : end + 2;
    for (; at < stop; at++) {
      if (text.charAt(at) == '\n') {
        line++;
        lineStart = at + 1;
      }
    }
  }

  private void number(Place place) {
    int start = at;
    digits();
    boolean real = false;
    if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
      real = true;
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int mark = at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      if (at < text.length() && isDigit(text.charAt(at))) {
        real = true;
        digits();
      } else {
        at = mark;
      }
    }
    if (at < text.length() && isNamePart(text.charAt(at))) {
      throw ScriptException.at(
          place, "Syntax error: malformed number: '" + text.substring(start, at + 1) + "'");
    }
    String digits = text.substring(start, at).replace("_", "");
    try {
      Object value = real ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
      tokens.add(new Token(Token.Kind.NUMBER, digits, value, place));
    } catch (NumberFormatException tooLarge) {
      throw ScriptException.at(place, "Syntax error: malformed number: '" + digits + "'");
    }
  }

  private void digits() {
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void string(char quote, Place place) {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      if (at == text.length() || text.charAt(at) == '\n') {
        throw ScriptException.at(place, "Open string is not terminated");
      }
      char c = text.charAt(at++);
      if (c == quote) {
        break;
      }
      out.append(c == '\\' ? escape(place) : String.valueOf(c));
    }
    tokens.add(new Token(Token.Kind.STRING, out.toString(), null, place));
  }

  private String escape(Place place) {
    if (at == text.length()) {
      throw ScriptException.at(place, "Open string is not terminated");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case '\\', '"', '\'' -> String.valueOf(c);
      case 'x' -> code(2, place);
      case 'u' -> code(4, place);
      case 'U' -> code(8, place);
      default -> throw ScriptException.at(place, "Invalid escape sequence: '\\" + c + "'");
    };
  }

  private String code(int digits, Place place) {
    int end = Math.min(text.length(), at + digits);
    try {
      String code = Character.toString(Integer.parseInt(text, at, end, 16));
      at = end;
      return code;
    } catch (IllegalArgumentException bad) {
      throw ScriptException.at(place, "Invalid escape sequence: '\\u'");
    }
  }

  private void symbol(Place place) {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        tokens.add(new Token(Token.Kind.SYMBOL, symbol, null, place));
        return;
      }
    }
    throw ScriptException.at(
        place, "Syntax error: '" + text.charAt(at) + "' is not a valid symbol");
  }
}
