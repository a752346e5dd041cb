package io.miroir.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * What is refused in a {@code _geojson} field (RFC 7946); messages without the index prefix. A null
 * is no shape.
 */
final class GeoJsonCheck {
  private static final String COORDINATES = "coordinates";
  private static final int POSITION_MIN = 2;

  /** How deep the positions of a geometry lie in its coordinates. */
  private static final Map<String, Integer> DEPTHS =
      Map.of(
          "Point", 0,
          "MultiPoint", 1,
          "LineString", 1,
          "MultiLineString", 2,
          "Polygon", 2,
          "MultiPolygon", 3);

  private GeoJsonCheck() {}

  static Optional<Problem> check(byte[] value) {
    JsonNode shape = JsonSyntax.parse(value);
    return shape.isNull()
        ? Optional.empty()
        : wrong(shape).map(text -> new Problem(ErrorCode.INVALID_DOCUMENT_GEO_FIELD, text));
  }

  private static Optional<String> wrong(JsonNode shape) {
    if (!shape.isObject()) {
      return Optional.of("Encountered a non-object type for GeoJSON: `" + JsonText.of(shape) + "`");
    }
    JsonNode type = shape.get("type");
    if (type == null || !type.isTextual()) {
      return Optional.of("Encountered an unknown 'geometry' object type: `type`");
    }
    return switch (type.textValue()) {
      case "Feature" ->
          shape.path("geometry").isNull() ? Optional.empty() : member(shape, "geometry");
      case "FeatureCollection" -> members(shape, "features");
      case "GeometryCollection" -> members(shape, "geometries");
      default -> geometry(shape, type.textValue());
    };
  }

  private static Optional<String> geometry(JsonNode shape, String type) {
    Integer depth = DEPTHS.get(type);
    if (depth == null) {
      return Optional.of(
          "Expected a Feature, FeatureCollection, or Geometry, but got an empty type");
    }
    JsonNode coordinates = shape.get(COORDINATES);
    return coordinates == null ? absent(COORDINATES) : positions(coordinates, depth);
  }

  private static Optional<String> member(JsonNode shape, String name) {
    JsonNode inner = shape.get(name);
    return inner == null ? absent(name) : wrong(inner);
  }

  private static Optional<String> members(JsonNode shape, String name) {
    JsonNode all = shape.get(name);
    if (all == null) {
      return absent(name);
    }
    if (!all.isArray()) {
      return notArray(all);
    }
    for (JsonNode each : all) {
      Optional<String> wrong = wrong(each);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> positions(JsonNode coordinates, int depth) {
    if (!coordinates.isArray()) {
      return notArray(coordinates);
    }
    if (depth == 0) {
      return position(coordinates);
    }
    for (JsonNode each : coordinates) {
      Optional<String> wrong = positions(each, depth - 1);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> position(JsonNode numbers) {
    if (numbers.size() < POSITION_MIN) {
      return Optional.of(
          "A position must contain two or more elements, but got `" + numbers.size() + "`");
    }
    for (JsonNode number : numbers) {
      if (!number.isNumber()) {
        return Optional.of("Expected a floating-point value, but got None");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> absent(String property) {
    return Optional.of("Expected a GeoJSON property for `" + property + "`, but got None");
  }

  private static Optional<String> notArray(JsonNode found) {
    return Optional.of("Expected an Array value, but got `" + JsonText.of(found) + "`");
  }
}
