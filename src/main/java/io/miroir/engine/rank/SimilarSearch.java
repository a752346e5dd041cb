package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.settings.Settings.Embedder;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.vector.VectorSpace;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.OptionalDouble;
import org.roaringbitmap.RoaringBitmap;

/** Documents near the vectors of another one; those without vectors are counted, never shown. */
final class SimilarSearch {
  private SimilarSearch() {}

  static Outcome run(SearchContext context, SimilarRequest request) {
    IndexView view = context.view();
    Embedder embedder = view.settings().embedders().get(request.embedder());
    if (embedder == null) {
      throw ProblemException.of(
          ErrorCode.INVALID_SIMILAR_EMBEDDER,
          "Cannot find embedder with name `" + request.embedder() + "`.");
    }
    RoaringBitmap others = context.filtered().clone();
    int excluded = view.document(request.excludedKey());
    if (excluded >= 0) {
      others.remove(excluded);
    }
    List<float[]> asked = request.vectors().stream().map(SimilarSearch::floats).toList();
    var rule = VectorRule.like(view, request.embedder(), new VectorSpace(embedder), asked);
    OptionalDouble threshold = context.request().rankingScoreThreshold();
    int end = context.window().end();
    var goal =
        new BucketSort.Goal(end, threshold.isPresent() ? Long.MAX_VALUE : end, null, threshold);
    RoaringBitmap near =
        asked.isEmpty()
            ? new RoaringBitmap()
            : RoaringBitmap.and(others, view.withVectors(request.embedder()));
    var sort = new BucketSort(context, List.of(rule), near, goal, List.of());
    sort.run(near, QueryGraph.NONE);
    RoaringBitmap counted = threshold.isPresent() ? sort.candidates() : others;
    return new Outcome(sort.hits(), counted, null, -1, sort.degraded());
  }

  private static float[] floats(List<Float> vector) {
    float[] found = new float[vector.size()];
    for (int at = 0; at < found.length; at++) {
      found[at] = vector.get(at);
    }
    return found;
  }
}
