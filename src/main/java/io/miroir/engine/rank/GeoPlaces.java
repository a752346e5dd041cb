package io.miroir.engine.rank;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Documents with a point in the order in which a geo sort meets them, or of these the anchors of
 * its buckets (ranking reference, 5.3).
 *
 * @param total how many documents the sort has to order, met or not
 * @param places in order
 */
public record GeoPlaces(boolean ascending, long total, List<Place> places) {
  static final double SAME_PLACE_METRES = 1.0;
  static final int BUCKET_MAX = 1000;

  /** From here on the original streams from a tree, by exact distance. */
  private static final int EXACT_FROM = 1000;

  /** A document and its distance. */
  public record Place(double metres, long ordinal, double lat, double lng) {}

  /** Nearer ones first; whole metres are equal while documents are few. */
  static Comparator<Place> order(boolean ascending, long total) {
    Comparator<Place> nearer =
        total < EXACT_FROM
            ? Comparator.comparingLong(place -> (long) place.metres())
            : Comparator.comparingDouble(Place::metres);
    Comparator<Place> order = nearer.thenComparingLong(Place::ordinal);
    return ascending ? order : order.reversed();
  }

  /** The places of both parts. */
  public GeoPlaces merge(GeoPlaces other) {
    List<Place> all = new ArrayList<>(places);
    all.addAll(other.places);
    long both = total + other.total;
    all.sort(order(ascending, both));
    return new GeoPlaces(ascending, both, all);
  }

  /** The first place of each bucket. */
  public GeoPlaces anchors() {
    List<Place> found = new ArrayList<>();
    int count = 0;
    for (Place place : places) {
      boolean joins =
          !found.isEmpty()
              && count < BUCKET_MAX
              && Math.abs(place.metres() - found.getLast().metres()) <= SAME_PLACE_METRES;
      count = joins ? count + 1 : 1;
      if (!joins) {
        found.add(place);
      }
    }
    return new GeoPlaces(ascending, total, found);
  }

  /** Of anchors: the one whose bucket a place belongs to, or null when it lies before the first. */
  public Place anchorOf(Place place) {
    Comparator<Place> order = order(ascending, total);
    int low = 0;
    int high = places.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.compare(places.get(middle), place) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : places.get(low - 1);
  }
}
