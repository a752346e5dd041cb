package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.roaringbitmap.RoaringBitmap;

/**
 * Documents by distance to a point (ranking reference, 5.3): those within a metre of a bucket's
 * first document share its bucket and its details; those without a point come last.
 */
final class GeoSortRule implements RankingRule {
  private static final double SAME_PLACE_METRES = 1.0;
  private static final int BUCKET_MAX = 1000;

  /** From here on the original streams from a tree, by exact distance. */
  private static final int EXACT_FROM = 1000;

  private final IndexView view;
  private final double lat;
  private final double lng;
  private final boolean ascending;

  GeoSortRule(IndexView view, double lat, double lng, boolean ascending) {
    this.view = view;
    this.lat = lat;
    this.lng = lng;
    this.ascending = ascending;
  }

  private record Placed(int document, double metres) {}

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    RoaringBitmap placed = RoaringBitmap.and(universe, view.withPoint());
    int[] documents = view.byOrdinal(placed, Integer.MAX_VALUE);
    List<Placed> sorted = new ArrayList<>(documents.length);
    for (int document : documents) {
      double metres =
          GeoDistance.metres(lat, lng, view.latitude(document), view.longitude(document));
      sorted.add(new Placed(document, metres));
    }
    Comparator<Placed> order =
        documents.length < EXACT_FROM
            ? Comparator.comparingLong(place -> (long) place.metres())
            : Comparator.comparingDouble(Placed::metres);
    sorted.sort(order);
    return new Run(ascending ? sorted : sorted.reversed(), graph);
  }

  private final class Run implements Visit {
    private final List<Placed> sorted;
    private final QueryGraph graph;
    private int next;

    Run(List<Placed> sorted, QueryGraph graph) {
      this.sorted = sorted;
      this.graph = graph;
    }

    @Override
    public Bucket next(RoaringBitmap universe) {
      skipMissing(universe);
      if (next == sorted.size()) {
        return new Bucket(universe, graph, score(null));
      }
      Placed anchor = sorted.get(next);
      var found = new RoaringBitmap();
      int count = 0;
      while (next < sorted.size()
          && count < BUCKET_MAX
          && Math.abs(sorted.get(next).metres() - anchor.metres()) <= SAME_PLACE_METRES) {
        found.add(sorted.get(next++).document());
        count++;
        skipMissing(universe);
      }
      return new Bucket(found, graph, score(anchor));
    }

    private void skipMissing(RoaringBitmap universe) {
      while (next < sorted.size() && !universe.contains(sorted.get(next).document())) {
        next++;
      }
    }
  }

  private RuleScore score(Placed anchor) {
    if (anchor == null) {
      OptionalDouble none = OptionalDouble.empty();
      return new RuleScore.GeoSort(lat, lng, ascending, none, none, none);
    }
    return new RuleScore.GeoSort(
        lat,
        lng,
        ascending,
        OptionalDouble.of(view.latitude(anchor.document())),
        OptionalDouble.of(view.longitude(anchor.document())),
        OptionalDouble.of(anchor.metres()));
  }
}
