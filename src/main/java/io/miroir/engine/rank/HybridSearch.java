package io.miroir.engine.rank;

import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.Hybrid;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/** Chooses between words, vectors and both, and merges both (ranking reference, chapter 9). */
final class HybridSearch {
  private static final double GOOD_ENOUGH = 0.45;

  private final SearchContext context;
  private final Window window;

  private HybridSearch(SearchContext context) {
    this.context = context;
    this.window = context.window();
  }

  static Outcome run(SearchContext context) {
    return new HybridSearch(context).run();
  }

  /**
   * The sides of a search over a part of an index.
   *
   * @param semantic null unless the coordinator has to merge two sides
   */
  record Sides(Outcome first, Outcome semantic) {}

  /** Like {@link #run}, leaving to the coordinator what can't be decided by a part. */
  static Sides part(SearchContext context) {
    return new HybridSearch(context).part();
  }

  private Sides part() {
    SearchRequest request = context.request();
    boolean both =
        request.hybrid().isPresent()
            && request.hybrid().get().semanticRatio() != 0
            && request.hybrid().get().semanticRatio() != 1
            && !request.q().orElse("").isBlank();
    if (!both) {
      return new Sides(run(), null);
    }
    var vectors = new VectorSearch(context, request.hybrid().get().embedder());
    var words = new KeywordSearch(context);
    Outcome keyword = words.run(context.end());
    Outcome semantic = Outcome.NONE;
    if (!request.vector().isEmpty()) {
      RoaringBitmap filtered = words.withoutNegatives(context.filtered());
      semantic = vectors.run(context.end(), filtered, words.query());
    }
    return new Sides(keyword, semantic);
  }

  private Outcome run() {
    SearchRequest request = context.request();
    Optional<Hybrid> hybrid = request.hybrid();
    boolean blank = request.q().orElse("").isBlank();
    if (hybrid.isEmpty() && !request.vector().isEmpty()) {
      throw ProblemException.of(
          ErrorCode.MISSING_SEARCH_HYBRID,
          "Invalid request: missing `hybrid` parameter when `vector` or `media` are present.");
    }
    if (hybrid.isEmpty()
        || hybrid.get().semanticRatio() == 0
        || (blank && request.vector().isEmpty())) {
      return new KeywordSearch(context).run(context.end());
    }
    var vectors = new VectorSearch(context, hybrid.get().embedder());
    return hybrid.get().semanticRatio() == 1 || blank
        ? counted(vectors.run(context.end(), context.filtered(), null))
        : both(vectors, hybrid.get().semanticRatio());
  }

  private Outcome both(VectorSearch vectors, float ratio) {
    var words = new KeywordSearch(context);
    Outcome keyword = words.run(window.end());
    float weight = 1 - ratio;
    if (keyword.hits().size() >= window.end()
        && keyword.hits().stream()
            .allMatch(hit -> ScoreFold.ranks(hit.scores()) * weight >= GOOD_ENOUGH)) {
      return counted(keyword);
    }
    RoaringBitmap filtered = words.withoutNegatives(context.filtered());
    Outcome semantic = vectors.run(window.end(), filtered, words.query());
    return merge(keyword, weight, semantic, ratio);
  }

  private Outcome merge(Outcome keyword, float weight, Outcome semantic, float ratio) {
    List<WeightedHit> left = weighted(keyword, weight);
    List<WeightedHit> right = weighted(semantic, ratio);
    DistinctField distinct = context.distinct();
    List<BucketSort.Ranked> merged = new ArrayList<>();
    var taken = new RoaringBitmap();
    var duplicates = new RoaringBitmap();
    int a = 0;
    int b = 0;
    while ((a < left.size() || b < right.size()) && merged.size() < window.end()) {
      boolean first =
          b == right.size() || (a < left.size() && left.get(a).compareTo(right.get(b)) > 0);
      BucketSort.Ranked hit = (first ? left.get(a++) : right.get(b++)).hit();
      if (taken.contains(hit.document()) || duplicates.contains(hit.document())) {
        continue;
      }
      taken.add(hit.document());
      if (distinct != null) {
        RoaringBitmap sharing = distinct.sharing(hit.document());
        sharing.remove(hit.document());
        duplicates.or(sharing);
      }
      merged.add(hit);
    }
    RoaringBitmap candidates = RoaringBitmap.or(keyword.candidates(), semantic.candidates());
    candidates.andNot(duplicates);
    boolean degraded = keyword.degraded() || semantic.degraded();
    return counted(new Outcome(merged, candidates, keyword.query(), 0, degraded));
  }

  private static List<WeightedHit> weighted(Outcome outcome, float weight) {
    return outcome.hits().stream().map(hit -> WeightedHit.of(hit, weight)).toList();
  }

  /** Counts the page's hits by vectors; hits before the page don't count. */
  private Outcome counted(Outcome outcome) {
    List<BucketSort.Ranked> hits = outcome.hits();
    int start = Math.min(window.offset(), hits.size());
    int count = VectorSearch.semanticHits(hits.subList(start, hits.size()));
    return new Outcome(hits, outcome.candidates(), outcome.query(), count, outcome.degraded());
  }
}
