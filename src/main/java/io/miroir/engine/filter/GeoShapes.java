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

  /** Length of the straight pieces of a great circle. */
  private static final double ARC_DEGREES_MAX = 0.1;

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
      if (arc(places.get(i), places.get(i + 1))) {
        return true;
      }
    }
    return false;
  }

  /** The sides of a line follow great circles: short straight pieces stand for them. */
  private boolean arc(JsonNode from, JsonNode to) {
    double[] start = vector(from);
    double[] end = vector(to);
    double dot = start[0] * end[0] + start[1] * end[1] + start[2] * end[2];
    double angle = Math.acos(Math.clamp(dot, -1, 1));
    int pieces = (int) Math.ceil(Math.toDegrees(angle) / ARC_DEGREES_MAX);
    double lng = from.path(0).asDouble();
    double lat = from.path(1).asDouble();
    for (int i = 1; i <= pieces; i++) {
      double share = (double) i / pieces;
      double a = Math.sin((1 - share) * angle) / Math.sin(angle);
      double b = Math.sin(share * angle) / Math.sin(angle);
      double x = a * start[0] + b * end[0];
      double y = a * start[1] + b * end[1];
      double z = a * start[2] + b * end[2];
      double nextLng = i == pieces ? to.path(0).asDouble() : Math.toDegrees(Math.atan2(y, x));
      double nextLat = i == pieces ? to.path(1).asDouble() : Math.toDegrees(Math.asin(z));
      if (Math.abs(nextLng - lng) < 180 && area.intersectsLine(lng, lat, nextLng, nextLat)) {
        return true;
      }
      lng = nextLng;
      lat = nextLat;
    }
    return false;
  }

  private static double[] vector(JsonNode place) {
    double lng = Math.toRadians(place.path(0).asDouble());
    double lat = Math.toRadians(place.path(1).asDouble());
    return new double[] {
      Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)
    };
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
