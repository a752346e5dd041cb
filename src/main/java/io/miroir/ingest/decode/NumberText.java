package io.miroir.ingest.decode;

import java.util.regex.Pattern;

/** Numbers in text, as Rust's standard library reads them. */
final class NumberText {
  private static final Pattern FLOAT =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private NumberText() {}

  static boolean isFloat(String text) {
    return FLOAT.matcher(text).matches();
  }
}
