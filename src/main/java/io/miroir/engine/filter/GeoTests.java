package io.miroir.engine.filter;

import io.miroir.engine.document.NumberText;
import io.miroir.engine.rank.GeoDistance;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.geo.Circle;
import org.apache.lucene.geo.LatLonGeometry;
import org.apache.lucene.geo.Polygon;
import org.apache.lucene.geo.Rectangle;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** Geo filters over the points and shapes of documents (API reference, 12.4). */
final class GeoTests {
  private final IndexView view;
  private final boolean points;
  private final boolean shapes;
  private final Refusal refusal;

  GeoTests(IndexView view, FilterRules rules, Refusal refusal) {
    this.view = view;
    this.refusal = refusal;
    this.points = rules.plain("_geo");
    this.shapes = rules.plain("_geojson");
  }

  /** What to say when geo filters are not enabled. */
  interface Refusal {
    RuntimeException of(Word word, String field);
  }

  private interface PointTest {
    boolean holds(double latitude, double longitude);
  }

  RoaringBitmap radius(List<Word> arguments) {
    double lat = latitude(arguments.get(0));
    double lng = longitude(arguments.get(1));
    double metres = number(arguments.get(2));
    checkEnabled(arguments.getFirst());
    RoaringBitmap found =
        points
            ? pointsWhere((y, x) -> GeoDistance.metres(lat, lng, y, x) <= metres)
            : new RoaringBitmap();
    if (shapes && metres > 0) {
      found.or(shapesIn(new Circle(lat, lng, metres)));
    }
    return found;
  }

  RoaringBitmap box(List<Word> corners) {
    double top = latitude(corners.get(0));
    double right = longitude(corners.get(1));
    double bottom = latitude(corners.get(2));
    double left = longitude(corners.get(3));
    if (top < bottom) {
      throw FilterFailure.at(
          corners.get(3),
          "The top latitude `"
              + NumberText.facet(top)
              + "` is below the bottom latitude `"
              + NumberText.facet(bottom)
              + "`.");
    }
    checkEnabled(corners.getFirst());
    RoaringBitmap found =
        points
            ? pointsWhere(
                (y, x) ->
                    bottom <= y
                        && y <= top
                        && (left <= right ? left <= x && x <= right : x >= left || x <= right))
            : new RoaringBitmap();
    if (shapes) {
      found.or(shapesIn(new Rectangle(bottom, top, left, right)));
    }
    return found;
  }

  RoaringBitmap polygon(List<List<Word>> corners) {
    List<List<Word>> ring = new ArrayList<>(corners);
    ring.add(corners.getFirst());
    double[] lats = ring.stream().mapToDouble(corner -> latitude(corner.get(0))).toArray();
    double[] lngs = ring.stream().mapToDouble(corner -> longitude(corner.get(1))).toArray();
    if (!shapes) {
      throw refusal.of(corners.getFirst().getFirst(), "_geojson");
    }
    return shapesIn(new Polygon(lats, lngs));
  }

  private void checkEnabled(Word word) {
    if (!points && !shapes) {
      throw refusal.of(word, "_geo/_geojson");
    }
  }

  private RoaringBitmap pointsWhere(PointTest test) {
    RoaringBitmap found = new RoaringBitmap();
    PeekableIntIterator documents = view.withPoint().getIntIterator();
    while (documents.hasNext()) {
      int document = documents.next();
      if (test.holds(view.latitude(document), view.longitude(document))) {
        found.add(document);
      }
    }
    return found;
  }

  private RoaringBitmap shapesIn(LatLonGeometry area) {
    GeoShapes shapesTest = new GeoShapes(LatLonGeometry.create(area));
    RoaringBitmap found = new RoaringBitmap();
    PeekableIntIterator documents = view.withField("_geojson").getIntIterator();
    while (documents.hasNext()) {
      int document = documents.next();
      if (shapesTest.touches(view.source(document))) {
        found.add(document);
      }
    }
    return found;
  }

  private static double number(Word word) {
    return Double.parseDouble(word.value());
  }

  static double latitude(Word word) {
    double latitude = number(word);
    if (latitude < -90 || latitude > 90) {
      throw FilterFailure.at(
          word,
          "Bad latitude `"
              + NumberText.facet(latitude)
              + "`. Latitude must be contained between -90 and 90 degrees.");
    }
    return latitude;
  }

  static double longitude(Word word) {
    double longitude = number(word);
    if (longitude < -180 || longitude > 180) {
      double turned = (longitude + 180) % 360;
      double hint = (turned < 0 ? turned + 360 : turned) - 180;
      throw FilterFailure.at(
          word,
          "Bad longitude `"
              + NumberText.facet(longitude)
              + "`. Longitude must be contained between -180 and 180 degrees. Hint: try using `"
              + NumberText.facet(hint)
              + "` instead.");
    }
    return longitude;
  }
}
