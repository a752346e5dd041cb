package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.ParsedQuery;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.Embedder;
import io.miroir.engine.vector.VectorSpace;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** A search by a vector: the semantic side (ranking reference, 9.2). */
final class VectorSearch {
  private final SearchContext context;
  private final String name;
  private final Embedder embedder;

  /**
   * @throws ProblemException when the embedder is unknown
   */
  VectorSearch(SearchContext context, String name) {
    this.context = context;
    this.name = name;
    this.embedder = embedder(context.view().settings(), name);
  }

  /**
   * The embedder of a name.
   *
   * @throws ProblemException when there is none
   */
  static Embedder embedder(Settings settings, String name) {
    Embedder found = settings.embedders().get(name);
    if (found == null) {
      throw ProblemException.of(
          ErrorCode.INVALID_SEARCH_EMBEDDER, "Cannot find embedder with name `" + name + "`.");
    }
    return found;
  }

  /**
   * Ranks by the request's vector.
   *
   * @param filtered documents to rank
   * @param query null for a search without words
   * @throws ProblemException when there is no usable vector
   */
  Outcome run(int wanted, RoaringBitmap filtered, ParsedQuery query) {
    SearchRequest request = context.request();
    float[] vector = vector(request);
    var space = new VectorSpace(embedder);
    List<RankingRule> rules = new ArrayList<>();
    for (RuleList.Step step :
        RuleList.vector(context.view().settings().rankingRules(), request.sort())) {
      rules.add(
          step instanceof RuleList.Step.Vector
              ? VectorRule.near(context.view(), name, space, vector)
              : KeywordSearch.sortRule(step, context.view(), context.facts()));
    }
    var sort = new BucketSort(context, rules, filtered, context.goal(wanted), List.of());
    sort.run(filtered, QueryGraph.NONE);
    return context.finish(new Outcome(sort.hits(), sort.candidates(), query, 0, sort.degraded()));
  }

  private float[] vector(SearchRequest request) {
    List<Float> asked = request.vector();
    if (asked.isEmpty()) {
      throw MissingVector.problem(context.view().settings(), name, request);
    }
    long dimensions = embedder.dimensions().orElse(asked.size());
    if (dimensions != asked.size()) {
      throw ProblemException.of(
          ErrorCode.INVALID_VECTOR_DIMENSIONS,
          "Invalid vector dimensions: expected: `%d`, found: `%d`."
              .formatted(dimensions, asked.size()));
    }
    float[] vector = new float[asked.size()];
    for (int at = 0; at < vector.length; at++) {
      vector[at] = asked.get(at);
    }
    return vector;
  }

  /** How many hits of a page the vector rule ranked. */
  static int semanticHits(List<BucketSort.Ranked> page) {
    return (int)
        page.stream()
            .filter(hit -> hit.scores().stream().anyMatch(RuleScore.Vector.class::isInstance))
            .count();
  }
}
