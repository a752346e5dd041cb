package io.miroir.search;

import io.miroir.engine.graph.FieldScope;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One search over parts of an index that ends as over one index (ranking reference, 10.4), in as
 * few rounds as can be: the first one lets every part rank with what is known already, later ones
 * ask only parts whose answer others have proved wrong. Pure: whoever drives it asks the parts.
 *
 * @param <K> what tells parts apart
 */
final class ExactMerge<K> {
  /** More rounds than rules have never been seen to be needed. */
  static final int ROUNDS_MAX = 16;

  /** What a part was told and what it answered to that. */
  record Part<K>(K key, PartFacts told, PartAnswer answer) {}

  /**
   * Parts to ask and what to tell them.
   *
   * @param reason why, for explain
   */
  record Round<K>(PartFacts facts, List<K> parts, String reason) {}

  private final SearchRequest request;
  private final Settings settings;
  private final Window window;
  private final Map<K, Part<K>> parts = new LinkedHashMap<>();
  private final Map<Long, TermStatistics> byMoment = new HashMap<>();
  private int rounds;
  private PartFacts told;
  private boolean exact = true;
  private Settlement settlement;

  ExactMerge(SearchRequest request, Settings settings, Optional<KnownWords> known) {
    this.request = request;
    this.settings = settings;
    this.window = Window.of(request, settings.maxTotalHits());
    known.ifPresent(words -> byMoment.putAll(words.byMoment()));
    this.told =
        known
            .map(
                words ->
                    new PartFacts(
                        Optional.of(words.all()),
                        List.copyOf(words.byMoment().keySet()),
                        words.agreed(),
                        Map.of(),
                        Optional.empty(),
                        0))
            .orElse(PartFacts.NONE);
  }

  /** What to tell the parts of the first round. */
  PartFacts start() {
    return told;
  }

  /** Takes an answer to what was told last; of a part that answered before, instead of that. */
  void answered(K key, PartAnswer answer) {
    answer.statistics().ifPresent(own -> byMoment.put(answer.moment(), own));
    parts.put(key, new Part<>(key, told, answer));
  }

  /** Forgets a part: others answer for its shards, or nobody does. */
  void lost(K key) {
    parts.remove(key);
  }

  /** What to ask next; absent when all is settled. */
  Optional<Round<K>> next() {
    rounds++;
    if (parts.size() <= 1 && settlement == null || plain()) {
      return refuse();
    }
    if (rounds >= ROUNDS_MAX) {
      exact = false;
      return Optional.empty();
    }
    refuse();
    Optional<Round<K>> round = rank();
    if (round.isEmpty() && !hybrid()) {
      round = settle();
    }
    round.ifPresent(r -> told = r.facts());
    return round;
  }

  /** Some node knows nothing of parts: its hits are merged as they are. */
  private boolean plain() {
    return parts.values().stream().anyMatch(part -> part.answer().moment() == 0);
  }

  private Optional<Round<K>> refuse() {
    List<PartAnswer> answers = parts.values().stream().map(Part::answer).toList();
    for (String pattern : answers.isEmpty() ? List.<String>of() : answers.getFirst().unknown()) {
      if (answers.stream().allMatch(answer -> answer.unknown().contains(pattern))) {
        TreeSet<String> fields = new TreeSet<>(io.miroir.engine.query.Utf8Order.ORDER);
        answers.forEach(answer -> fields.addAll(answer.fields()));
        throw FieldScope.unknownField(pattern, List.copyOf(fields));
      }
    }
    return Optional.empty();
  }

  boolean hybrid() {
    return parts.values().stream().anyMatch(part -> part.answer().semantic().isPresent());
  }

  private Optional<Round<K>> rank() {
    ExactRanking ranking = ranking();
    List<K> wrong = new ArrayList<>();
    String reason = "";
    for (Part<K> part : parts.values()) {
      if (!ranking.exact(part)) {
        wrong.add(part.key());
        reason =
            !ranking.sameWords(part)
                ? "words"
                : !ranking.sameReadings(part) ? "readings" : "geo anchors";
      }
    }
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    PartFacts facts = ranking.facts(told.hits());
    return Optional.of(
        new Round<>(settlement == null ? facts : settlement.with(facts), wrong, reason));
  }

  private ExactRanking ranking() {
    List<RankedHit> hits = keyword(window.end());
    boolean all = request.rankingScoreThreshold().isPresent() || hits.size() < window.end();
    RankedHit last = all || hits.isEmpty() ? null : hits.getLast();
    return new ExactRanking(request, strict(), List.copyOf(parts.values()), byMoment, last);
  }

  /** Highlighting compares beginnings of words; restricted words count their derivations. */
  private boolean strict() {
    return request.attributesToSearchOn().isPresent()
        || request.showMatchesPosition()
        || !request.attributesToHighlight().isEmpty()
        || !request.attributesToCrop().isEmpty()
        || settings.typoTolerance().disableOnNumbers()
        || !settings.typoTolerance().disableOnAttributes().isEmpty();
  }

  private Optional<Round<K>> settle() {
    if (settlement == null) {
      settlement = new Settlement(request, settings, window);
    }
    PartFacts facts = ranking().facts(told.hits());
    return settlement
        .next(List.copyOf(parts.values()), facts)
        .map(step -> new Round<>(step.facts(), List.copyOf(parts.keySet()), step.reason()));
  }

  private List<List<RankedHit>> lists() {
    return parts.values().stream().map(part -> part.answer().answer().hits()).toList();
  }

  private List<RankedHit> keyword(int length) {
    return HitMerger.merge(lists(), HitOrder.INSTANCE, length).hits();
  }

  /** Whether the answer is that of one index, as far as this procedure can tell. */
  boolean exact() {
    return exact && !plain();
  }

  int rounds() {
    return rounds;
  }

  /** What the next search with the same words can begin with. */
  Optional<KnownWords> learnt() {
    ExactRanking ranking = ranking();
    Map<Long, TermStatistics> now = new HashMap<>();
    for (Part<K> part : parts.values()) {
      TermStatistics own = byMoment.get(part.answer().moment());
      if (own == null) {
        return Optional.empty();
      }
      now.put(part.answer().moment(), own);
    }
    return ranking.all().map(all -> new KnownWords(now, all, ranking.readings()));
  }

  /** Numbers of the terms whose typos the search looked at. */
  List<Integer> asked() {
    TreeSet<Integer> asked = new TreeSet<>();
    parts.values().forEach(part -> asked.addAll(part.answer().asked()));
    return List.copyOf(asked);
  }

  /** What is known of all parts by now. */
  PartFacts facts() {
    return ranking().facts(0);
  }

  Map<K, Part<K>> parts() {
    return parts;
  }

  /**
   * The page.
   *
   * @throws ProblemException when vectors are needed and missing
   */
  SearchMerger.Merge result() {
    List<SearchAnswer> answers =
        parts.values().stream().map(part -> part.answer().answer()).toList();
    if (plain()) {
      return SearchMerger.merge(answers, request, settings);
    }
    long total = total(answers);
    List<FacetCounts> facets =
        FacetMerger.distribution(
            answers.stream().map(SearchAnswer::facets).toList(), settings, total);
    if (hybrid()) {
      return new HybridMerge(request, settings, window).merge(parts.values(), total, facets);
    }
    List<RankedHit> hits = keyword(window.end());
    List<RankedHit> page = hits.subList(Math.min(window.offset(), hits.size()), hits.size());
    return new SearchMerger.Merge(page, total, facets, SearchMerger.semanticHits(answers, page));
  }

  private long total(List<SearchAnswer> answers) {
    return settlement != null && settlement.total().isPresent()
        ? settlement.total().getAsLong()
        : answers.stream().mapToLong(SearchAnswer::candidates).sum();
  }
}
