package io.miroir.engine.rank;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.miroir.engine.graph.FieldScope;
import io.miroir.engine.query.FacetCounter;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.FilterEvaluator;
import io.miroir.engine.query.HitFormatter;
import io.miroir.engine.query.LexiconCache;
import io.miroir.engine.query.QueryMatches;
import io.miroir.engine.query.QueryProfile;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * Answers searches over views of an index: the whole way from a request to ranked, formatted hits.
 * Holds no state but what it has read from settings; may be used by several threads.
 */
public final class Searcher {
  private final FilterEvaluator filters;
  private final FacetCounter facets;
  private final HitFormatter formatter;

  /** By identity: a new settings version is a new object. */
  private final Cache<Settings, QueryProfile> profiles;

  private final LexiconCache lexicons;

  public Searcher(FilterEvaluator filters, FacetCounter facets, HitFormatter formatter) {
    this(filters, facets, formatter, Caffeine.newBuilder().weakKeys().build(), new LexiconCache());
  }

  private Searcher(
      FilterEvaluator filters,
      FacetCounter facets,
      HitFormatter formatter,
      Cache<Settings, QueryProfile> profiles,
      LexiconCache lexicons) {
    this.filters = filters;
    this.facets = facets;
    this.formatter = formatter;
    this.profiles = profiles;
    this.lexicons = lexicons;
  }

  /** One that refuses filters in another way and shares all that this one has read. */
  public Searcher refusing(FilterEvaluator others) {
    return new Searcher(others, facets, formatter, profiles, lexicons);
  }

  /**
   * The hits of a request from the first one on.
   *
   * @param deadline the ranking stops then and hands out what it has
   * @throws io.miroir.model.ProblemException when the request does not fit the settings
   */
  public SearchAnswer search(IndexView view, SearchRequest request, Instant deadline) {
    return search(view, request, deadline, whole(view));
  }

  /**
   * The same over a part of an index, ranked with facts of the whole; they also take down which
   * readings the part used.
   */
  public SearchAnswer search(
      IndexView view, SearchRequest request, Instant deadline, IndexFacts facts) {
    SearchContext context = context(view, request, facts, cutoff(deadline));
    Outcome outcome = HybridSearch.run(context);
    List<FacetCounts> counts =
        request.facets().isEmpty()
            ? List.of()
            : facets.count(request.facets(), outcome.candidates(), view);
    return new SearchAnswer(
        format(context, outcome, outcome.hits()),
        outcome.candidates().getLongCardinality(),
        counts,
        outcome.semanticHits(),
        outcome.degraded());
  }

  /** Several searches of one view, in order; the first that can't be answered ends it. */
  public FederatedAnswer federated(IndexView view, FederatedRequest request, Instant deadline) {
    RoaringBitmap matched = new RoaringBitmap();
    List<SearchAnswer> answers = new ArrayList<>(request.queries().size());
    IndexFacts facts = whole(view);
    for (SearchRequest query : request.queries()) {
      try {
        SearchContext context = context(view, query, facts, cutoff(deadline));
        Outcome outcome = HybridSearch.run(context);
        matched.or(outcome.candidates());
        answers.add(
            new SearchAnswer(
                format(context, outcome, outcome.hits()),
                outcome.candidates().getLongCardinality(),
                List.of(),
                outcome.semanticHits(),
                outcome.degraded()));
      } catch (ProblemException refusal) {
        return FederatedAnswer.refused(answers.size(), refusal.problem());
      }
    }
    long candidates = matched.getLongCardinality();
    for (String key : request.keys()) {
      int document = view.document(key);
      if (document >= 0) {
        matched.add(document);
      }
    }
    List<FacetCounts> counts =
        request.facets().isEmpty() ? List.of() : facets.count(request.facets(), matched, view);
    return new FederatedAnswer(answers, candidates, counts, Optional.empty());
  }

  /**
   * The hits of a request among the documents of a part of an index.
   *
   * @param told what is known of the other parts
   * @throws io.miroir.model.ProblemException when the request does not fit the settings
   */
  public PartAnswer part(IndexView view, SearchRequest request, PartFacts told, Instant deadline) {
    IndexFacts facts = IndexFacts.part(told, lexicons.of(view));
    SearchContext context = context(view, request, facts, cutoff(deadline));
    return PartSearch.answer(
        context, lexicons.momentOf(view), lexicons.of(view), facets, this::format);
  }

  /**
   * Documents as {@link #part} would have shown them: the second phase of a deep page.
   *
   * @param asked numbers of the terms whose typos some part looked at
   */
  public List<RankedHit> show(
      IndexView view,
      SearchRequest request,
      List<String> keys,
      PartFacts told,
      List<Integer> asked) {
    IndexFacts facts = IndexFacts.part(told, lexicons.of(view));
    SearchContext context = context(view, request, facts, () -> false);
    var query = new KeywordSearch(context).query();
    asked.forEach(number -> query.terms().get(number).askForTypos());
    List<BucketSort.Ranked> found = new ArrayList<>();
    for (String key : keys) {
      int document = view.document(key);
      if (document >= 0) {
        found.add(new BucketSort.Ranked(document, List.of()));
      }
    }
    return format(context, new Outcome(List.of(), null, query, -1, false), found);
  }

  /** Only the hits with these keys, in ranked order, as {@link #search} would have shown them. */
  public SearchAnswer hits(
      IndexView view, SearchRequest request, List<String> keys, Instant deadline) {
    SearchContext context = context(view, request, deadline);
    Outcome outcome = HybridSearch.run(context);
    Set<String> wanted = new HashSet<>(keys);
    List<BucketSort.Ranked> chosen =
        outcome.hits().stream().filter(hit -> wanted.contains(view.key(hit.document()))).toList();
    return new SearchAnswer(
        format(context, outcome, chosen),
        outcome.candidates().getLongCardinality(),
        List.of(),
        outcome.semanticHits(),
        outcome.degraded());
  }

  /**
   * What this part of the index knows of the words of a request, {@code frequencies} left out.
   *
   * @throws io.miroir.model.ProblemException when the request does not fit the settings
   */
  public TermStatistics statistics(IndexView view, SearchRequest request) {
    SearchContext context = context(view, request, whole(view), () -> false);
    return TermStatistics.of(new KeywordSearch(context).query(), context.facts().lexicon());
  }

  /**
   * How many documents of this part match each term of a request, with the derivations of the
   * whole: what the strategy {@code frequency} orders terms by.
   */
  public List<Long> frequencies(IndexView view, SearchRequest request, TermStatistics whole) {
    IndexFacts facts = IndexFacts.shared(whole, UsedReadings.NONE);
    return new KeywordSearch(context(view, request, facts, () -> false)).frequencies();
  }

  /** The documents a request matches, as facet search counts them. */
  public RoaringBitmap candidates(IndexView view, SearchRequest request, Instant deadline) {
    return HybridSearch.run(context(view, request, deadline)).candidates();
  }

  /** The same among the documents of a part of an index, with what is known of the others. */
  public RoaringBitmap candidates(
      IndexView view, SearchRequest request, PartFacts told, Instant deadline) {
    IndexFacts facts = IndexFacts.part(told, lexicons.of(view));
    return HybridSearch.run(context(view, request, facts, cutoff(deadline))).candidates();
  }

  /**
   * The filtered documents in the order of the request's sorts alone, as listings show them.
   *
   * @throws io.miroir.model.ProblemException when the request does not fit the settings
   */
  public SearchAnswer list(IndexView view, SearchRequest request) {
    SearchContext context = context(view, request, Instant.MAX);
    Outcome outcome = Listing.run(context);
    return new SearchAnswer(
        format(context, outcome, outcome.hits()),
        outcome.candidates().getLongCardinality(),
        List.of(),
        -1,
        false);
  }

  /** The documents nearest to another one's vectors, from the first one on. */
  public SearchAnswer similar(IndexView view, SimilarRequest request, Instant deadline) {
    SearchContext context = context(view, request.search(), deadline);
    Outcome outcome = SimilarSearch.run(context, request);
    return new SearchAnswer(
        format(context, outcome, outcome.hits()),
        outcome.candidates().getLongCardinality(),
        List.of(),
        -1,
        outcome.degraded());
  }

  private SearchContext context(IndexView view, SearchRequest request, Instant deadline) {
    return context(view, request, whole(view), cutoff(deadline));
  }

  /** The facts of a view that is the whole index. */
  private IndexFacts whole(IndexView view) {
    return IndexFacts.of(lexicons.of(view));
  }

  private static BucketSort.Cutoff cutoff(Instant deadline) {
    return () -> !Instant.now().isBefore(deadline);
  }

  SearchContext context(
      IndexView view, SearchRequest request, IndexFacts facts, BucketSort.Cutoff cutoff) {
    Settings settings = view.settings();
    new RequestChecks(settings).check(request);
    FieldScope scope =
        facts.shared()
            ? FieldScope.ofPart(view, request.attributesToSearchOn())
            : FieldScope.of(view, request.attributesToSearchOn());
    RoaringBitmap filtered =
        request.filter().map(filter -> filters.evaluate(filter, view)).orElseGet(view::documents);
    QueryProfile profile = profiles.get(settings, QueryProfile::new);
    return new SearchContext(view, request, profile, facts, scope, filtered, cutoff);
  }

  private List<RankedHit> format(
      SearchContext context, Outcome outcome, List<BucketSort.Ranked> hits) {
    IndexView view = context.view();
    QueryMatches matches =
        outcome.query() == null || !needsMatches(context.request())
            ? QueryMatches.NONE
            : outcome.query().matches();
    HitFormatter.Session session = formatter.open(view, context.request(), matches);
    DistinctField distinct = context.distinct();
    List<RankedHit> found = new ArrayList<>(hits.size());
    for (BucketSort.Ranked hit : hits) {
      int document = hit.document();
      HitFormatter.Formatted shown = session.format(document);
      found.add(
          new RankedHit(
              view.key(document),
              view.ordinal(document),
              hit.scores(),
              distinct == null ? List.of() : distinct.values(document),
              shown.document(),
              shown.formatted(),
              shown.matchesPosition()));
    }
    return found;
  }

  private static boolean needsMatches(SearchRequest request) {
    return request.showMatchesPosition()
        || !request.attributesToHighlight().isEmpty()
        || !request.attributesToCrop().isEmpty();
  }
}
