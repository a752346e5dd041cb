package io.miroir.engine.rank;

import io.miroir.engine.document.FieldFacts;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.ParsedQuery;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** A search by words (ranking reference, chapters 2 to 4). */
final class KeywordSearch {
  private final SearchContext context;
  private final ParsedQuery query;
  private final QueryGraph graph;
  private final TermDocuments documents;

  KeywordSearch(SearchContext context) {
    this.context = context;
    this.query =
        ParsedQuery.parse(
            context.request().q().orElse(""),
            locales(),
            context.profile(),
            context.facts().lexicon());
    this.graph = QueryGraph.of(query);
    this.documents = new TermDocuments(context.view(), context.scope());
  }

  /** The languages of the request, else those of all searched fields with a rule. */
  private List<String> locales() {
    List<String> asked = context.request().locales();
    if (!asked.isEmpty() || context.view().settings().localizedAttributes().isEmpty()) {
      return asked;
    }
    var facts = new FieldFacts(context.view().settings());
    Set<String> found = new LinkedHashSet<>();
    List<String> names = context.view().fieldNames();
    for (int field = 0; field < names.size(); field++) {
      if (context.scope().allows(field)) {
        found.addAll(facts.locales(names.get(field)));
      }
    }
    return List.copyOf(found);
  }

  ParsedQuery query() {
    return query;
  }

  /** Documents of a set that hold no negative word or phrase. */
  RoaringBitmap withoutNegatives(RoaringBitmap filtered) {
    return Candidates.withoutNegatives(query, documents, filtered);
  }

  /** Documents of the view matching each original term. */
  List<Long> frequencies() {
    return Candidates.frequencies(query, graph, documents);
  }

  Outcome run(int wanted) {
    SearchRequest request = context.request();
    var candidates =
        new Candidates(
            query, graph, documents, context.facts().lexicon(), request.matchingStrategy());
    RoaringBitmap universe = candidates.within(context.filtered());
    List<RankingRule> rules = rules(universe, candidates.removalClasses());
    var sort = new BucketSort(context, rules, universe, context.goal(wanted), query.terms());
    sort.run(universe, graph);
    return context.finish(new Outcome(sort.hits(), sort.candidates(), query, -1, sort.degraded()));
  }

  private List<RankingRule> rules(RoaringBitmap universe, int[] removalClasses) {
    SearchRequest request = context.request();
    List<RuleList.Step> steps =
        RuleList.keyword(
            context.view().settings().rankingRules(),
            request.sort(),
            query.placeholder(),
            request.matchingStrategy() != MatchingStrategy.ALL);
    List<RankingRule> rules = new ArrayList<>();
    for (RuleList.Step step : steps) {
      rules.add(
          switch (step) {
            case RuleList.Step.Relevancy rule -> relevancy(rule, universe, removalClasses);
            default -> sortRule(step, context.view(), context.facts());
          });
    }
    return rules;
  }

  private RankingRule relevancy(
      RuleList.Step.Relevancy rule, RoaringBitmap universe, int[] removalClasses) {
    return switch (rule) {
      case WORDS -> new WordsRule(documents, removalClasses);
      case TYPO -> new TypoRule(documents);
      case PROXIMITY ->
          new ProximityRule(documents, new PairDocuments(documents, universe, query.terms()));
      case ATTRIBUTE_RANK -> new AttributeRankRule(documents);
      case WORD_POSITION -> new WordPositionRule(documents);
      case EXACT_ATTRIBUTE -> new ExactAttributeRule(documents);
      case EXACT_WORDS -> new ExactWordsRule(documents);
    };
  }

  /**
   * The rule of a sort step.
   *
   * @param facts null where no parts are merged
   */
  static RankingRule sortRule(RuleList.Step step, IndexView view, IndexFacts facts) {
    return switch (step) {
      case RuleList.Step.Sort(String field, boolean ascending) ->
          new SortRule(view, field, ascending);
      case RuleList.Step.GeoSort(double lat, double lng, boolean ascending) ->
          new GeoSortRule(view, facts, lat, lng, ascending);
      default -> throw new IllegalArgumentException("expected a sort, found " + step);
    };
  }
}
