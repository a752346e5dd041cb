package io.miroir.engine.golden;

import io.miroir.engine.facet.FacetDistribution;
import io.miroir.engine.filter.Filters;
import io.miroir.engine.format.DocumentFormatter;
import io.miroir.engine.query.FacetCounter;
import io.miroir.engine.query.FilterEvaluator;
import io.miroir.engine.query.HitFormatter;
import io.miroir.engine.rank.Searcher;

/** The searcher under test. */
final class GoldenEngine {
  static final FilterEvaluator FILTERS = Filters.ofSearch();
  private static final FacetCounter FACETS = new FacetDistribution();
  private static final HitFormatter FORMATTER = new DocumentFormatter();

  private GoldenEngine() {}

  static Searcher searcher() {
    return new Searcher(FILTERS, FACETS, FORMATTER);
  }
}
