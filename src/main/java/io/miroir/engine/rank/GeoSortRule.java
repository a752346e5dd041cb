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
  private final IndexView view;
  private final IndexFacts facts;
  private final double lat;
  private final double lng;
  private final boolean ascending;

  /**
   * @param facts null: no other part of the index is ranked elsewhere
   */
  GeoSortRule(IndexView view, IndexFacts facts, double lat, double lng, boolean ascending) {
    this.view = view;
    this.facts = facts;
    this.lat = lat;
    this.lng = lng;
    this.ascending = ascending;
  }

  private record Placed(int document, GeoPlaces.Place place) {}

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    RoaringBitmap with = RoaringBitmap.and(universe, view.withPoint());
    List<Placed> sorted = new ArrayList<>(with.getCardinality());
    for (int document : with) {
      double latitude = view.latitude(document);
      double longitude = view.longitude(document);
      double metres = GeoDistance.metres(lat, lng, latitude, longitude);
      sorted.add(
          new Placed(
              document, new GeoPlaces.Place(metres, view.ordinal(document), latitude, longitude)));
    }
    GeoPlaces agreed = facts == null ? null : facts.anchors();
    long total = agreed == null ? sorted.size() : agreed.total();
    sorted.sort(Comparator.comparing(Placed::place, GeoPlaces.order(ascending, total)));
    Run run = new Run(sorted, graph, agreed);
    if (facts != null) {
      facts.visit(run);
    }
    return run;
  }

  /** One cut of one bucket. */
  final class Run implements Visit {
    private final List<Placed> sorted;
    private final QueryGraph graph;
    private final GeoPlaces agreed;
    private final List<GeoPlaces.Place> met = new ArrayList<>();
    private int next;
    private int start;
    private int metBefore;

    private Run(List<Placed> sorted, QueryGraph graph, GeoPlaces agreed) {
      this.sorted = sorted;
      this.graph = graph;
      this.agreed = agreed;
    }

    /** The documents handed out by now. */
    GeoPlaces met() {
      return new GeoPlaces(ascending, sorted.size(), List.copyOf(met));
    }

    @Override
    public Bucket next(RoaringBitmap universe) {
      skipMissing(universe);
      start = next;
      metBefore = met.size();
      if (next == sorted.size()) {
        return new Bucket(universe, graph, score(null));
      }
      GeoPlaces.Place first = sorted.get(next).place();
      GeoPlaces.Place common = agreed == null ? null : agreed.anchorOf(first);
      var found = new RoaringBitmap();
      int count = 0;
      while (next < sorted.size() && joins(sorted.get(next).place(), first, common, count)) {
        met.add(sorted.get(next).place());
        found.add(sorted.get(next++).document());
        count++;
        skipMissing(universe);
      }
      return new Bucket(found, graph, score(common == null ? first : common));
    }

    @Override
    public boolean again() {
      met.subList(metBefore, met.size()).clear();
      next = start;
      return true;
    }

    private boolean joins(
        GeoPlaces.Place place, GeoPlaces.Place first, GeoPlaces.Place common, int count) {
      if (common != null) {
        return agreed.anchorOf(place) == common;
      }
      return count < GeoPlaces.BUCKET_MAX
          && Math.abs(place.metres() - first.metres()) <= GeoPlaces.SAME_PLACE_METRES;
    }

    private void skipMissing(RoaringBitmap universe) {
      while (next < sorted.size() && !universe.contains(sorted.get(next).document())) {
        next++;
      }
    }
  }

  private RuleScore score(GeoPlaces.Place anchor) {
    if (anchor == null) {
      OptionalDouble none = OptionalDouble.empty();
      return new RuleScore.GeoSort(lat, lng, ascending, none, none, none);
    }
    return new RuleScore.GeoSort(
        lat,
        lng,
        ascending,
        OptionalDouble.of(anchor.lat()),
        OptionalDouble.of(anchor.lng()),
        OptionalDouble.of(anchor.metres()));
  }
}
