package io.miroir.engine.filter;

/**
 * A filter that can't be read; the message has its place and the filter behind it. Without a trace.
 */
final class FilterFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FilterFailure(String message, String filter, int start, int end) {
    super(located(message, filter, start, end), null, false, false);
  }

  static FilterFailure at(Word word, String message) {
    return new FilterFailure(message, word.filter(), word.start(), word.end());
  }

  /** The message as Meilisearch locates it: columns are counted in chars from 1. */
  static String located(String message, String filter, int start, int end) {
    int first = filter.codePointCount(0, start) + 1;
    int last = first + filter.codePointCount(start, end);
    return message + "\n" + first + ":" + last + " " + filter;
  }

  /** Text inside a message, escaped as Rust's debug form does. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(point -> escape(out, point));
    return out.toString();
  }

  private static void escape(StringBuilder out, int point) {
    switch (point) {
      case 0 -> out.append("\\0");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\'', '"', '\\' -> out.append('\\').append((char) point);
      default -> {
        if (Character.isISOControl(point) || !Character.isDefined(point)) {
          out.append("\\u{").append(Integer.toHexString(point)).append('}');
        } else {
          out.appendCodePoint(point);
        }
      }
    }
  }
}
