package io.miroir.ingest.decode;

import io.miroir.json.JsonSyntaxException;
import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON in a buffer without building anything, and refuses what serde_json refuses, in
 * its words, at its line and column (columns count bytes).
 *
 * <p>serde_json has two ways, and they name some errors differently: <em>raw</em> values, whose
 * text is kept (elements of an array of documents, NDJSON), of any depth; and <em>typed</em> ones
 * (a payload of one object), of at most 127 levels. Surrogates are checked in both here, for what
 * is stored must be readable.
 */
final class JsonScanner {
  private static final int DEPTH_MAX = 127;
  private static final int END = -1;

  private final ByteBuffer bytes;
  private final int limit;
  private final boolean typed;
  private final ByteArrayList enclosing = new ByteArrayList();
  private int at;
  private boolean allAscii;

  JsonScanner(ByteBuffer bytes, boolean typed) {
    this(bytes, 0, bytes.limit(), typed);
  }

  JsonScanner(ByteBuffer bytes, int start, int limit, boolean typed) {
    this.bytes = bytes;
    this.at = start;
    this.limit = limit;
    this.typed = typed;
  }

  int at() {
    return at;
  }

  /** Whether the last value taken has only ASCII bytes. */
  boolean allAscii() {
    return allAscii;
  }

  void skip(int count) {
    at += count;
  }

  /** The next byte that is not white space, not taken; -1 at the end. */
  int peek() {
    while (at < limit) {
      byte b = bytes.get(at);
      if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
        return b & 0xFF;
      }
      at++;
    }
    return END;
  }

  /** Takes one value, white space before it included. */
  void value() {
    allAscii = true;
    enclosing.clear();
    while (true) {
      boolean complete = begin();
      while (complete) {
        if (enclosing.isEmpty()) {
          return;
        }
        complete = next();
      }
    }
  }

  /**
   * Takes a scalar, or the opening of an array or object up to where its first value begins.
   *
   * @return whether a value is complete
   */
  private boolean begin() {
    int next = peek();
    switch (next) {
      case END -> throw errorAtNext("EOF while parsing a value");
      case 'n' -> ident("null");
      case 't' -> ident("true");
      case 'f' -> ident("false");
      case '"' -> {
        at++;
        string();
      }
      case '[', '{' -> {
        return open((byte) next);
      }
      default -> {
        if (next != '-' && !isDigit(next)) {
          throw errorAtNext("expected value");
        }
        number();
      }
    }
    return true;
  }

  private boolean open(byte bracket) {
    if (typed && enclosing.size() >= DEPTH_MAX) {
      throw errorAtNext("recursion limit exceeded");
    }
    at++;
    enclosing.add(bracket);
    boolean array = bracket == '[';
    int next = peek();
    if (next == END) {
      throw errorAtNext(array ? "EOF while parsing a list" : "EOF while parsing an object");
    }
    if (next == (array ? ']' : '}')) {
      at++;
      enclosing.removeByte(enclosing.size() - 1);
      return true;
    }
    if (!array) {
      key(next);
    }
    return false;
  }

  /** After a value inside an array or object: takes the comma or the end. */
  private boolean next() {
    boolean array = enclosing.getByte(enclosing.size() - 1) == '[';
    int next = peek();
    if (next == END) {
      throw errorAtNext(array ? "EOF while parsing a list" : "EOF while parsing an object");
    }
    if (next == (array ? ']' : '}')) {
      at++;
      enclosing.removeByte(enclosing.size() - 1);
      return true;
    }
    if (next != ',') {
      throw errorAtNext(array ? "expected `,` or `]`" : "expected `,` or `}`");
    }
    at++;
    int after = peek();
    if (typed && after == END) {
      throw errorAtNext("EOF while parsing a value");
    }
    if (typed && after == (array ? ']' : '}')) {
      throw errorAtNext("trailing comma");
    }
    if (!array) {
      key(after);
    }
    return false;
  }

  private void key(int next) {
    if (next == END) {
      throw errorAtNext("EOF while parsing an object");
    }
    if (next != '"') {
      throw errorAtNext("key must be a string");
    }
    at++;
    string();
    int colon = peek();
    if (colon != ':') {
      throw errorAtNext(colon == END ? "EOF while parsing an object" : "expected `:`");
    }
    at++;
  }

  private void ident(String word) {
    at++;
    for (int i = 1; i < word.length(); i++) {
      if (at == limit) {
        throw error("EOF while parsing a value");
      }
      if (bytes.get(at++) != word.charAt(i)) {
        throw error("expected ident");
      }
    }
  }

  private void number() {
    int start = at;
    if (bytes.get(at) == '-') {
      at++;
    }
    requireDigit();
    if (bytes.get(at - 1) == '0') {
      if (at < limit && isDigit(bytes.get(at))) {
        throw errorAtNext("invalid number");
      }
    }
    digits();
    boolean real = false;
    if (at < limit && bytes.get(at) == '.') {
      at++;
      real = true;
      if (at == limit || !isDigit(bytes.get(at))) {
        boolean cut = typed && at == limit;
        throw errorAtNext(cut ? "EOF while parsing a value" : "invalid number");
      }
      digits();
    }
    if (at < limit && (bytes.get(at) == 'e' || bytes.get(at) == 'E')) {
      at++;
      real = true;
      if (at < limit && (bytes.get(at) == '+' || bytes.get(at) == '-')) {
        at++;
      }
      requireDigit();
      digits();
    }
    if (typed && (real || at - start > 300)) {
      requireFinite(start);
    }
  }

  private void requireDigit() {
    if (at == limit) {
      throw error(typed ? "EOF while parsing a value" : "invalid number");
    }
    if (!isDigit(bytes.get(at++))) {
      throw error("invalid number");
    }
  }

  private void digits() {
    while (at < limit && isDigit(bytes.get(at))) {
      at++;
    }
  }

  private void requireFinite(int start) {
    byte[] text = new byte[at - start];
    bytes.get(start, text);
    if (Double.isInfinite(Double.parseDouble(new String(text, StandardCharsets.US_ASCII)))) {
      throw error("number out of range");
    }
  }

  /** Takes what follows an opening quote, up to and with the closing one. */
  void string() {
    int start = at;
    boolean ascii = true;
    while (true) {
      if (at == limit) {
        throw error("EOF while parsing a string");
      }
      byte b = bytes.get(at);
      if (b == '"') {
        at++;
        allAscii &= ascii;
        if (typed && !ascii) {
          requireUtf8(start, at - 1);
        }
        return;
      }
      if (b == '\\') {
        at++;
        escape();
      } else if (b >= 0 && b < 0x20) {
        at += typed ? 1 : 0;
        throw error("control character (\\u0000-\\u001F) found while parsing a string");
      } else {
        ascii &= b >= 0;
        at++;
      }
    }
  }

  private void escape() {
    if (at == limit) {
      throw error("EOF while parsing a string");
    }
    switch (bytes.get(at++)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> unicode();
      default -> throw error("invalid escape");
    }
  }

  private void unicode() {
    int first = hex();
    if (first >= 0xDC00 && first <= 0xDFFF) {
      throw error("lone leading surrogate in hex escape");
    }
    if (first >= 0xD800 && first <= 0xDBFF) {
      expect('\\');
      expect('u');
      int second = hex();
      if (second < 0xDC00 || second > 0xDFFF) {
        throw error("lone leading surrogate in hex escape");
      }
    }
  }

  private void expect(char c) {
    if (at == limit) {
      throw error("EOF while parsing a string");
    }
    if (bytes.get(at++) != c) {
      throw error("unexpected end of hex escape");
    }
  }

  private int hex() {
    if (limit - at < 4) {
      at = limit;
      throw error("EOF while parsing a string");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes.get(at + i), 16);
      if (digit < 0) {
        at += 4;
        throw error("invalid escape");
      }
      value = value * 16 + digit;
    }
    at += 4;
    return value;
  }

  /** Errors stand where the scanner is, as serde_json places them after the text. */
  void requireUtf8(int start, int end) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer text = bytes.duplicate().limit(end).position(start);
    CharBuffer sink = CharBuffer.allocate(Math.min(8192, end - start + 1));
    CoderResult result;
    do {
      sink.clear();
      result = decoder.decode(text, sink, true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw error("invalid unicode code point");
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  JsonSyntaxException error(String what) {
    return error(what, at);
  }

  JsonSyntaxException errorAtNext(String what) {
    return error(what, Math.min(limit, at + 1));
  }

  private JsonSyntaxException error(String what, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      if (bytes.get(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonSyntaxException(what, line, index - lineStart);
  }
}
