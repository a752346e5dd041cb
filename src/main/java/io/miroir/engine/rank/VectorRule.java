package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.vector.VectorSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Documents by their nearest vector (ranking reference, 9.2); equal distances share a bucket, those
 * without a vector come last. Exact: every vector of the universe is measured.
 */
final class VectorRule implements RankingRule {
  private final IndexView view;
  private final String embedder;
  private final VectorSpace space;
  private final ToDoubleFunction<List<float[]>> distance;

  private VectorRule(
      IndexView view,
      String embedder,
      VectorSpace space,
      ToDoubleFunction<List<float[]>> distance) {
    this.view = view;
    this.embedder = embedder;
    this.space = space;
    this.distance = distance;
  }

  /** Near a vector: a document stands at its nearest one. */
  static VectorRule near(IndexView view, String embedder, VectorSpace space, float[] vector) {
    List<float[]> asked = List.of(vector);
    return new VectorRule(view, embedder, space, own -> space.distance(asked, own));
  }

  /** Like another document: its first vector against first ones, its second against second ones. */
  static VectorRule like(IndexView view, String embedder, VectorSpace space, List<float[]> other) {
    return new VectorRule(view, embedder, space, own -> space.pairedDistance(other, own));
  }

  private record Measured(int document, float distance) {}

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    List<Measured> measured = new ArrayList<>();
    RoaringBitmap with = RoaringBitmap.and(universe, view.withVectors(embedder));
    PeekableIntIterator documents = with.getIntIterator();
    while (documents.hasNext()) {
      int document = documents.next();
      measured.add(
          new Measured(document, (float) distance.applyAsDouble(view.vectors(embedder, document))));
    }
    measured.sort(Comparator.comparingDouble(Measured::distance));
    return new Run(measured, graph);
  }

  private final class Run implements Visit {
    private final List<Measured> measured;
    private final QueryGraph graph;
    private int next;

    Run(List<Measured> measured, QueryGraph graph) {
      this.measured = measured;
      this.graph = graph;
    }

    @Override
    public Bucket next(RoaringBitmap universe) {
      while (next < measured.size()) {
        float distance = measured.get(next).distance();
        var found = new RoaringBitmap();
        while (next < measured.size() && measured.get(next).distance() == distance) {
          found.add(measured.get(next++).document());
        }
        found.and(universe);
        if (!found.isEmpty()) {
          return new Bucket(
              found,
              graph,
              new RuleScore.Vector(OptionalDouble.of(space.similarity(distance)), distance));
        }
      }
      return new Bucket(universe, graph, new RuleScore.Vector(OptionalDouble.empty()));
    }
  }
}
