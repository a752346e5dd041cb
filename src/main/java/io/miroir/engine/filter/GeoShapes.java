package io.miroir.engine.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.geo.Component2D;
import org.apache.lucene.geo.Polygon;
import org.apache.lucene.geo.Tessellator;

/** Whether the {@code _geojson} of a document meets an area. Malformed shapes meet nothing. */
final class GeoShapes {
  private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

  private final Component2D area;

  GeoShapes(Component2D area) {
    this.area = area;
  }

  boolean touches(byte[] document) {
    try {
      return touches(JSON.<JsonNode>readValue(document).path("_geojson"));
    } catch (IOException e) {
      throw new UncheckedIOException("expected a valid document", e);
    }
  }

  private boolean touches(JsonNode shape) {
    JsonNode places = shape.path("coordinates");
    return switch (shape.path("type").asText()) {
      case "Feature" -> touches(shape.path("geometry"));
      case "FeatureCollection" -> anyShape(shape.path("features"));
      case "GeometryCollection" -> anyShape(shape.path("geometries"));
      case "Point" -> point(places);
      case "MultiPoint" -> any(places, this::point);
      case "LineString" -> line(places);
      case "MultiLineString" -> any(places, this::line);
      case "Polygon" -> polygon(places);
      case "MultiPolygon" -> any(places, this::polygon);
      default -> false;
    };
  }

  private interface Part {
    boolean touches(JsonNode places);
  }

  private static boolean any(JsonNode places, Part part) {
    for (JsonNode each : places) {
      if (part.touches(each)) {
        return true;
      }
    }
    return false;
  }

  private boolean anyShape(JsonNode shapes) {
    return any(shapes, this::touches);
  }

  private boolean point(JsonNode place) {
    return area.contains(place.path(0).asDouble(), place.path(1).asDouble());
  }

  private boolean line(JsonNode places) {
    for (int i = 0; i + 1 < places.size(); i++) {
      JsonNode from = places.get(i);
      JsonNode to = places.get(i + 1);
      if (area.intersectsLine(
          from.path(0).asDouble(),
          from.path(1).asDouble(),
          to.path(0).asDouble(),
          to.path(1).asDouble())) {
        return true;
      }
    }
    return false;
  }

  private boolean polygon(JsonNode rings) {
    if (rings.isEmpty()) {
      return false;
    }
    try {
      Polygon[] holes = new Polygon[rings.size() - 1];
      for (int i = 0; i < holes.length; i++) {
        holes[i] = ring(rings.get(i + 1));
      }
      for (Tessellator.Triangle triangle :
          Tessellator.tessellate(ring(rings.get(0), holes), false)) {
        if (area.intersectsTriangle(
            triangle.getX(0),
            triangle.getY(0),
            triangle.getX(1),
            triangle.getY(1),
            triangle.getX(2),
            triangle.getY(2))) {
          return true;
        }
      }
      return false;
    } catch (IllegalArgumentException notAPolygon) {
      return line(rings.get(0));
    }
  }

  private static Polygon ring(JsonNode places, Polygon... holes) {
    double[] lats = new double[places.size()];
    double[] lngs = new double[places.size()];
    for (int i = 0; i < lats.length; i++) {
      lngs[i] = places.get(i).path(0).asDouble();
      lats[i] = places.get(i).path(1).asDouble();
    }
    return new Polygon(lats, lngs, holes);
  }
}
