package io.miroir.engine.query;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The syntax of sort expressions, and their list in a query string. */
public final class SortSyntax {
  private static final String GEO_POINT = "_geoPoint(";
  private static final Set<String> RESERVED =
      Set.of("_geo", "_geoDistance", "_geoPoint", "_geoRadius", "_geoBoundingBox", "_geoPolygon");
  private static final List<String> FILTERS =
      List.of("_geoRadius", "_geoBoundingBox", "_geoPolygon");
  private static final String HINT =
      " Use the _geoPoint(latitude, longitude) built-in rule to sort on _geo field coordinates.";

  private SortSyntax() {}

  /**
   * @throws ProblemException with the code given, for the first expression that is none
   */
  public static void check(List<String> sort, ErrorCode code) {
    for (String expression : sort) {
      check(expression, code);
    }
  }

  private static void check(String expression, ErrorCode code) {
    int colon = expression.lastIndexOf(':');
    String direction = colon < 0 ? "" : expression.substring(colon + 1);
    if (!direction.equals("asc") && !direction.equals("desc")) {
      throw ProblemException.of(
          code,
          "Invalid syntax for the sort parameter: expected expression ending by `:asc` or `:desc`,"
              + " found `"
              + expression
              + "`.");
    }
    String field = expression.substring(0, colon);
    if (field.startsWith(GEO_POINT) && field.endsWith(")")) {
      checkPoint(field, code);
    } else if (field.startsWith("_geoPoint")) {
      throw badPoint(field, code);
    } else {
      checkName(field, code);
    }
  }

  private static void checkName(String field, ErrorCode code) {
    for (String filter : FILTERS) {
      if (field.equals(filter) || field.startsWith(filter + "(")) {
        throw ProblemException.of(code, reserved(filter) + HINT);
      }
    }
    if (RESERVED.contains(field)) {
      throw ProblemException.of(code, reserved(field) + (field.equals("_geo") ? HINT : ""));
    }
  }

  private static String reserved(String name) {
    return "`" + name + "` is a reserved keyword and thus can't be used as a sort expression.";
  }

  private static void checkPoint(String field, ErrorCode code) {
    String inside = field.substring(GEO_POINT.length(), field.length() - 1);
    int comma = inside.indexOf(',');
    if (comma < 0) {
      throw badPoint(field, code);
    }
    String lat = inside.substring(0, comma).trim();
    String lng = inside.substring(comma + 1).trim();
    checkRange("latitude", coordinate(lat, field, code), 90, code);
    checkRange("longitude", coordinate(lng, field, code), 180, code);
  }

  private static void checkRange(String name, double value, int most, ErrorCode code) {
    if (!(value >= -most && value <= most)) {
      String shown = io.miroir.json.JsonText.number(value).replaceFirst("\\.0$", "");
      String title = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      throw ProblemException.of(
          code,
          "Bad %s `%s`. %s must be contained between -%d and %d degrees."
              .formatted(name, shown, title, most, most));
    }
  }

  private static double coordinate(String text, String field, ErrorCode code) {
    try {
      if (text.isEmpty() || "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) {
        throw badPoint(field, code);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException notNumber) {
      throw badPoint(field, code);
    }
  }

  private static ProblemException badPoint(String field, ErrorCode code) {
    return ProblemException.of(
        code,
        "Invalid syntax for the geo parameter: expected expression formated like"
            + " `_geoPoint(latitude, longitude)` and ending by `:asc` or `:desc`, found `"
            + field
            + "`.");
  }

  /** Splits at commas, but not at that of a {@code _geoPoint(lat,lng)}. */
  static List<String> split(String text) {
    List<String> expressions = new ArrayList<>();
    boolean inside = false;
    for (String part : text.split(",", -1)) {
      String piece = part.trim();
      if (inside) {
        expressions.set(expressions.size() - 1, expressions.getLast() + "," + piece);
        inside = !piece.endsWith("):asc") && !piece.endsWith("):desc");
      } else {
        expressions.add(piece);
        inside = piece.startsWith(GEO_POINT);
      }
    }
    return List.copyOf(expressions);
  }
}
