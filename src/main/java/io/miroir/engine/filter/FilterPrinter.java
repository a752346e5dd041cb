package io.miroir.engine.filter;

import java.util.List;

/**
 * Writes a filter with its names and values in double quotes, as errors of searches show it, and
 * finds the place of one word in that text.
 */
final class FilterPrinter {
  private final StringBuilder out = new StringBuilder();
  private final Word wanted;
  private int start;
  private int end;

  private FilterPrinter(Word wanted) {
    this.wanted = wanted;
  }

  /** A message, located at a word of the rewritten filter. */
  static String located(String message, Filter filter, Word word) {
    FilterPrinter printer = new FilterPrinter(word);
    printer.print(filter);
    return FilterFailure.located(message, printer.out.toString(), printer.start, printer.end);
  }

  private void print(Filter filter) {
    switch (filter) {
      case Filter.And and -> joined(and.parts(), " AND ");
      case Filter.Or or -> joined(or.parts(), " OR ");
      case Filter.Not not -> {
        out.append("NOT ");
        inParentheses(not.part());
      }
      case Filter.Condition condition -> {
        quoted(condition.field());
        out.append(' ');
        print(condition.test());
      }
      case Filter.GeoRadius radius -> {
        out.append("_geoRadius(");
        bare(radius.arguments());
        out.append(')');
      }
      case Filter.GeoBox box -> {
        out.append("_geoBoundingBox(");
        points(List.of(box.arguments().subList(0, 2), box.arguments().subList(2, 4)));
        out.append(')');
      }
      case Filter.GeoPolygon polygon -> {
        out.append("_geoPolygon(");
        points(polygon.points());
        out.append(')');
      }
      case Filter.VectorExists exists -> {
        bare(exists.vectors());
        out.append(" EXISTS");
      }
      case Filter.Foreign foreign -> {
        out.append("_foreign(");
        quoted(foreign.field());
        out.append(", ");
        print(foreign.filter());
        out.append(')');
      }
    }
  }

  private void print(Filter.Test test) {
    switch (test) {
      case Filter.Equal equal -> operator("=", equal.value());
      case Filter.NotEqual unequal -> operator("!=", unequal.value());
      case Filter.Compare compare -> operator(compare.comparison().sign(), compare.value());
      case Filter.Between between -> {
        quoted(between.low());
        operator(" TO", between.high());
      }
      case Filter.In in -> {
        out.append("IN [");
        for (int i = 0; i < in.values().size(); i++) {
          out.append(i == 0 ? "" : ", ");
          quoted(in.values().get(i));
        }
        out.append(']');
      }
      case Filter.Exists exists -> out.append("EXISTS");
      case Filter.IsNull isNull -> out.append("IS NULL");
      case Filter.IsEmpty isEmpty -> out.append("IS EMPTY");
      case Filter.Contains contains -> operator("CONTAINS", contains.value());
      case Filter.StartsWith starts -> operator("STARTS WITH", starts.value());
    }
  }

  private void joined(List<Filter> parts, String operator) {
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : operator);
      inParentheses(parts.get(i));
    }
  }

  private void inParentheses(Filter part) {
    out.append('(');
    print(part);
    out.append(')');
  }

  private void operator(String sign, Word value) {
    out.append(sign).append(' ');
    quoted(value);
  }

  private void points(List<List<Word>> points) {
    for (int i = 0; i < points.size(); i++) {
      out.append(i == 0 ? "[" : ", [");
      bare(points.get(i));
      out.append(']');
    }
  }

  private void bare(List<Word> words) {
    for (int i = 0; i < words.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      bare(words.get(i));
    }
  }

  private void quoted(Word word) {
    out.append('"');
    append(word, word.value().replace("\\", "\\\\").replace("\"", "\\\""));
    out.append('"');
  }

  private void bare(Word word) {
    append(word, word.value());
  }

  private void append(Word word, String text) {
    if (word == wanted) {
      start = out.length();
      end = start + text.length();
    }
    out.append(text);
  }
}
