package io.miroir.engine.rank;

import io.miroir.engine.query.FacetCounter;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.Lexicon;
import io.miroir.engine.query.ParsedQuery;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.engine.query.Term;
import io.miroir.engine.query.TermStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/** A search over a part of an index, with all a coordinator has to know to judge its answer. */
final class PartSearch {
  private static final byte[] NOTHING = {};

  /** Makes hits of ranked documents. */
  interface Format {
    List<RankedHit> hits(SearchContext context, Outcome outcome, List<BucketSort.Ranked> ranked);
  }

  private final SearchContext context;
  private final IndexFacts facts;
  private final Format format;

  private PartSearch(SearchContext context, Format format) {
    this.context = context;
    this.facts = context.facts();
    this.format = format;
  }

  /**
   * @param own what the part itself knows of words
   */
  static PartAnswer answer(
      SearchContext context, long moment, Lexicon own, FacetCounter facets, Format format) {
    return new PartSearch(context, format).answer(moment, own, facets);
  }

  private PartAnswer answer(long moment, Lexicon own, FacetCounter facets) {
    HybridSearch.Sides sides = HybridSearch.part(context);
    Outcome first = sides.first();
    ParsedQuery query = first.query();
    RoaringBitmap candidates =
        sides.semantic() == null
            ? first.candidates()
            : RoaringBitmap.or(first.candidates(), sides.semantic().candidates());
    List<FacetCounts> counts =
        context.request().facets().isEmpty()
            ? List.of()
            : facets.countPart(context.request().facets(), candidates, context.view());
    boolean degraded = first.degraded() || sides.semantic() != null && sides.semantic().degraded();
    SearchAnswer answer =
        new SearchAnswer(
            hits(first), candidates.getLongCardinality(), counts, first.semanticHits(), degraded);
    List<PartAnswer.Combination> values = combinations(candidates);
    boolean words = query != null && !query.placeholder();
    boolean told = facts.told().statistics().isPresent() && facts.told().moments().contains(moment);
    return new PartAnswer(
        answer,
        Optional.ofNullable(sides.semantic()).map(this::hits),
        first.candidates().getLongCardinality(),
        words && !told ? Optional.of(TermStatistics.of(query, own)) : Optional.empty(),
        moment,
        facts.seen(),
        facts.places(),
        words ? frequencies() : List.of(),
        List.copyOf(facts.dropped()),
        values,
        values.isEmpty() ? candidates.getLongCardinality() : withoutValue(candidates),
        words ? asked(query) : List.of(),
        context.scope().unknown(),
        context.scope().searchable());
  }

  /** The asked ones with their content, those beyond bare. */
  private List<RankedHit> hits(Outcome outcome) {
    List<BucketSort.Ranked> ranked = outcome.hits();
    int shown = Math.min(ranked.size(), context.end());
    List<RankedHit> hits = new ArrayList<>(format.hits(context, outcome, ranked.subList(0, shown)));
    if (shown == ranked.size()) {
      return hits;
    }
    DistinctField distinct = context.distinct();
    for (BucketSort.Ranked each : ranked.subList(shown, ranked.size())) {
      int document = each.document();
      hits.add(
          new RankedHit(
              context.view().key(document),
              context.view().ordinal(document),
              each.scores(),
              distinct == null ? List.of() : distinct.values(document),
              NOTHING,
              NOTHING,
              NOTHING));
    }
    return hits;
  }

  private List<Long> frequencies() {
    SearchRequest request = context.request();
    return request.matchingStrategy() == MatchingStrategy.FREQUENCY
        ? new KeywordSearch(context).frequencies()
        : List.of();
  }

  private List<PartAnswer.Combination> combinations(RoaringBitmap candidates) {
    DistinctField distinct = context.request().finite() ? context.distinct() : null;
    boolean survived = facts.told().settled().flatMap(PartFacts.Settled::survivors).isPresent();
    return distinct == null || survived ? List.of() : distinct.combinations(candidates);
  }

  private long withoutValue(RoaringBitmap candidates) {
    return context.distinct().survivors(candidates, List.of()).getLongCardinality();
  }

  private static List<Integer> asked(ParsedQuery query) {
    return query.terms().stream().filter(Term::askedForTypos).map(Term::number).toList();
  }
}
