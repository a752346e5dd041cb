package io.miroir.engine.filter;

import io.miroir.engine.filter.Filter.Comparison;
import java.util.ArrayList;
import java.util.List;

/** Reads one filter string by recursive descent (API reference, 12.2 and 12.6). */
final class FilterParser {
  static final List<String> GEO_FILTERS = List.of("_geoRadius", "_geoBoundingBox", "_geoPolygon");

  private static final List<String> RESERVED = List.of("_geo", "_geoDistance", "_geoPoint");

  /** Each parenthesis takes four levels, each NOT one. */
  private static final int DEPTH_MAX = 150;

  private static final String OPERATIONS =
      "Was expecting an operation `=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`,"
          + " `NOT EXISTS`, `IS NULL`, `IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`,"
          + " `NOT CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, `_geoBoundingBox` or"
          + " `_geoPolygon`";

  private final FilterCursor cursor;

  private FilterParser(String text) {
    this.cursor = new FilterCursor(text);
  }

  /**
   * The filter of a string that is not blank.
   *
   * @throws FilterFailure when it is none
   */
  static Filter parse(String text) {
    FilterParser parser = new FilterParser(text);
    Filter filter = parser.or(0);
    FilterCursor cursor = parser.cursor;
    cursor.skipSpaces();
    if (!cursor.atEnd()) {
      throw cursor.fail(
          "Found unexpected characters at the end of the filter: `"
              + cursor.rest()
              + "`. You probably forgot an `OR` or an `AND` rule.");
    }
    return filter;
  }

  private Filter or(int depth) {
    List<Filter> parts = new ArrayList<>();
    do {
      parts.add(and(depth + 1));
    } while (cursor.takeKeyword("OR"));
    return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
  }

  private Filter and(int depth) {
    List<Filter> parts = new ArrayList<>();
    do {
      parts.add(not(depth + 1));
    } while (cursor.takeKeyword("AND"));
    return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
  }

  private Filter not(int depth) {
    boolean negative = false;
    int level = depth;
    checkDepth(level);
    while (cursor.takeKeyword("NOT")) {
      negative = !negative;
      checkDepth(++level);
    }
    Filter part = primary(level + 1);
    return negative ? new Filter.Not(part) : part;
  }

  private void checkDepth(int depth) {
    if (depth > DEPTH_MAX) {
      cursor.skipSpaces();
      throw cursor.fail(
          "The filter exceeded the maximum depth limit. Try rewriting the filter so that it"
              + " contains fewer nested conditions.");
    }
  }

  private Filter primary(int depth) {
    checkDepth(depth);
    cursor.skipSpaces();
    if (cursor.atEnd()) {
      throw cursor.fail(OPERATIONS + " but instead got nothing.");
    }
    int start = cursor.at;
    if (cursor.take("(")) {
      return parenthesis(start, depth);
    }
    Filter special = GeoReader.read(cursor);
    if (special == null) {
      special = SpecialReader.read(cursor, () -> or(depth + 1));
    }
    if (special != null) {
      return special;
    }
    String name = cursor.text.substring(start, cursor.wordEnd(start));
    if (RESERVED.contains(name)) {
      throw cursor.fail(
          "`"
              + name
              + "` is a reserved keyword and thus can't be used as a filter expression. Use the"
              + " `_geoRadius(latitude, longitude, distance)` or `_geoBoundingBox([latitude,"
              + " longitude], [latitude, longitude])` built-in rules to filter on `_geo`"
              + " coordinates.");
    }
    Word field = cursor.takeWord();
    Filter condition = field == null ? null : condition(field);
    if (condition == null) {
      cursor.at = start;
      throw cursor.fail(OPERATIONS + " at `" + cursor.rest() + "`.");
    }
    return condition;
  }

  private Filter parenthesis(int start, int depth) {
    Filter inner = or(depth + 1);
    if (!cursor.take(")")) {
      cursor.at = start;
      throw cursor.fail(
          "Expression `" + cursor.rest() + "` is missing the following closing delimiter: `)`.");
    }
    return inner;
  }

  /** The condition on a field, or null when no operator follows. */
  private Filter condition(Word field) {
    Filter.Test signed = signed();
    if (signed != null) {
      return new Filter.Condition(field, signed);
    }
    if (cursor.takeKeyword("IS")) {
      boolean negative = cursor.takeKeyword("NOT");
      Filter.Test test =
          cursor.takeKeyword("NULL")
              ? new Filter.IsNull()
              : cursor.takeKeyword("EMPTY") ? new Filter.IsEmpty() : null;
      return test == null ? null : negated(negative, field, test);
    }
    boolean negative = cursor.takeKeyword("NOT");
    Filter.Test test = named();
    if (test != null) {
      return negated(negative, field, test);
    }
    return negative ? null : between(field);
  }

  private static Filter negated(boolean negative, Word field, Filter.Test test) {
    Filter condition = new Filter.Condition(field, test);
    return negative ? new Filter.Not(condition) : condition;
  }

  private Filter.Test signed() {
    if (cursor.take("!=")) {
      return new Filter.NotEqual(cursor.takeValue());
    }
    if (cursor.take("=")) {
      return new Filter.Equal(cursor.takeValue());
    }
    Comparison comparison =
        cursor.take(">=")
            ? Comparison.GREATER_OR_EQUAL
            : cursor.take(">")
                ? Comparison.GREATER
                : cursor.take("<=")
                    ? Comparison.LESS_OR_EQUAL
                    : cursor.take("<") ? Comparison.LESS : null;
    return comparison == null ? null : new Filter.Compare(comparison, cursor.takeValue());
  }

  private Filter.Test named() {
    if (cursor.takeKeyword("IN")) {
      return new Filter.In(list());
    }
    if (cursor.takeKeyword("EXISTS")) {
      return new Filter.Exists();
    }
    if (cursor.takeKeyword("CONTAINS")) {
      int end = cursor.at;
      int start = end - "CONTAINS".length();
      return new Filter.Contains(new Word("CONTAINS", start, end, cursor.text), cursor.takeValue());
    }
    int start = cursor.at;
    if (cursor.takeKeyword("STARTS")) {
      if (cursor.text.startsWith(" WITH", cursor.at)
          && cursor.wordEnd(cursor.at + 1) == cursor.at + 5) {
        cursor.at += 5;
        return new Filter.StartsWith(cursor.takeValue());
      }
      cursor.at = start;
    }
    return null;
  }

  private List<Word> list() {
    cursor.skipSpaces();
    if (!cursor.take("[")) {
      throw cursor.fail("Expected `[` after `IN` keyword.");
    }
    List<Word> values = new ArrayList<>();
    boolean more = true;
    while (more) {
      cursor.skipSpaces();
      Word value = cursor.takeWord();
      if (value == null) {
        break;
      }
      values.add(value);
      more = cursor.take(",");
    }
    cursor.skipSpaces();
    if (cursor.take("]")) {
      return values;
    }
    if (cursor.atEnd()) {
      throw cursor.fail("Expected matching `]` after the list of field names given to `IN[`");
    }
    throw wrongItem();
  }

  private FilterFailure wrongItem() {
    String found = "Expected only comma-separated field names inside `IN[..]` but instead found `";
    if (!cursor.atKeyword()) {
      return cursor.fail(found + cursor.rest() + "`.");
    }
    int end = cursor.wordEnd(cursor.at);
    String keyword = cursor.text.substring(cursor.at, end);
    return new FilterFailure(
        found
            + keyword
            + "`, which is a keyword. To use `"
            + keyword
            + "` as a field name or a value, surround it by quotes.",
        cursor.text,
        cursor.at,
        end);
  }

  private Filter between(Word field) {
    Word low = cursor.takeWord();
    if (low == null || !cursor.takeKeyword("TO")) {
      return null;
    }
    Word high = cursor.takeWord();
    return high == null ? null : new Filter.Condition(field, new Filter.Between(low, high));
  }
}
