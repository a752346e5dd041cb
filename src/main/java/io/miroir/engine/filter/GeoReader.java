package io.miroir.engine.filter;

import io.miroir.engine.analysis.Decimals;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code _geoRadius(…)}, {@code _geoBoundingBox(…)} and {@code _geoPolygon(…)}. */
final class GeoReader {
  private static final int POLYGON_POINTS_MIN = 3;

  private GeoReader() {}

  /** The geo filter at the cursor, or null when there is none. */
  static Filter read(FilterCursor cursor) {
    for (String name : FilterParser.GEO_FILTERS) {
      if (cursor.takeKeyword(name)) {
        return switch (name) {
          case "_geoRadius" -> radius(cursor);
          case "_geoBoundingBox" -> box(cursor);
          default -> polygon(cursor);
        };
      }
    }
    return null;
  }

  private static Filter radius(FilterCursor cursor) {
    String form =
        "The `_geoRadius` filter must be in the form: `_geoRadius(latitude, longitude, radius,"
            + " optionalResolution)`.";
    int start = open(cursor, form);
    List<Word> arguments = numbers(cursor);
    if (arguments.isEmpty() || !cursor.take(")")) {
      cursor.at = start;
      throw cursor.fail(form);
    }
    if (arguments.size() < 3 || arguments.size() > 4) {
      throw cursor.fail(
          "Was expecting 3 or 4 arguments for `_geoRadius`, but instead found "
              + arguments.size()
              + ".");
    }
    return new Filter.GeoRadius(arguments);
  }

  private static Filter box(FilterCursor cursor) {
    String form =
        "The `_geoBoundingBox` filter expects two pairs of arguments: `_geoBoundingBox([latitude,"
            + " longitude], [latitude, longitude])`.";
    int start = open(cursor, form);
    List<List<Word>> points = points(cursor);
    if (points == null || !cursor.take(")")) {
      cursor.at = start;
      throw cursor.fail(form);
    }
    if (points.size() != 2 || points.get(0).size() != 2 || points.get(1).size() != 2) {
      throw cursor.fail(form);
    }
    List<Word> corners = new ArrayList<>(points.get(0));
    corners.addAll(points.get(1));
    return new Filter.GeoBox(corners);
  }

  private static Filter polygon(FilterCursor cursor) {
    String form =
        "The `_geoPolygon` filter doesn't match the expected format: `_geoPolygon([latitude,"
            + " longitude], [latitude, longitude], [latitude, longitude])`.";
    int start = open(cursor, form);
    List<List<Word>> points = points(cursor);
    if (points != null) {
      cursor.take(",");
    }
    if (points == null || !cursor.take(")")) {
      cursor.at = start;
      throw cursor.fail(form);
    }
    for (List<Word> point : points) {
      if (point.size() != 2) {
        throw FilterFailure.at(
            point.getFirst(),
            "Was expecting 2 coordinates but instead found " + point.size() + ".");
      }
    }
    if (points.size() < POLYGON_POINTS_MIN) {
      throw FilterFailure.at(
          points.getLast().getLast(),
          "The `_geoPolygon` filter expects at least 3 points but only "
              + points.size()
              + " were specified");
    }
    return new Filter.GeoPolygon(points);
  }

  private static int open(FilterCursor cursor, String form) {
    if (!cursor.take("(")) {
      throw cursor.fail(form);
    }
    return cursor.at;
  }

  /** Pairs (or other lists) of numbers in brackets; null when they are not. */
  private static List<List<Word>> points(FilterCursor cursor) {
    List<List<Word>> points = new ArrayList<>();
    int behind;
    do {
      behind = cursor.at;
      if (!cursor.take("[")) {
        break;
      }
      List<Word> point = numbers(cursor);
      if (point.isEmpty() || !cursor.take("]")) {
        return null;
      }
      points.add(point);
      behind = cursor.at;
    } while (cursor.take(","));
    cursor.at = behind;
    return points.isEmpty() ? null : points;
  }

  private static List<Word> numbers(FilterCursor cursor) {
    List<Word> numbers = new ArrayList<>();
    int behind = cursor.at;
    do {
      Word number = number(cursor);
      if (number == null) {
        break;
      }
      numbers.add(number);
      behind = cursor.at;
    } while (cursor.take(","));
    cursor.at = behind;
    return numbers;
  }

  private static Word number(FilterCursor cursor) {
    cursor.skipSpaces();
    int start = cursor.at;
    int end = start;
    while (end < cursor.text.length() && "0123456789+-.eE".indexOf(cursor.text.charAt(end)) >= 0) {
      end++;
    }
    String text = cursor.text.substring(start, end);
    if (Double.isNaN(Decimals.parse(text))) {
      return null;
    }
    cursor.at = end;
    return new Word(text, start, end, cursor.text);
  }
}
