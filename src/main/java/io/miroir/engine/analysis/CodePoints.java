package io.miroir.engine.analysis;

import java.util.function.IntConsumer;

/** Reads lists of code points as the tables of this room write them: {@code 0041-005A 00B5}. */
final class CodePoints {
  private CodePoints() {}

  static void each(String ranges, IntConsumer action) {
    for (String range : ranges.trim().split("\\s+")) {
      if (range.isEmpty()) {
        continue;
      }
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
      for (int point = first; point <= last; point++) {
        action.accept(point);
      }
    }
  }
}
