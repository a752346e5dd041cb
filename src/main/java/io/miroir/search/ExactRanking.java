package io.miroir.search;

import io.miroir.engine.query.Derivations;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.GeoPlaces;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.RuleOrder;
import io.miroir.engine.rank.UsedReadings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges whether parts ranked as one index would have (ranking reference, 10.3 and 10.4): with the
 * derivations of all words, the readings and the geo anchors of all parts; and what those that did
 * not have to be told. Pure; for one state of the answers.
 */
final class ExactRanking {
  private final SearchRequest request;
  private final boolean strict;
  private final List<ExactMerge.Part<?>> parts;
  private final Map<Long, TermStatistics> byMoment;
  private final RankedHit last;

  private final Optional<TermStatistics> words;
  private final UsedReadings readings;
  private final Map<List<RuleScore>, GeoPlaces> anchors = new HashMap<>();

  /**
   * @param strict see {@link Derivations#same}
   * @param byMoment the statistics each part has told at some time
   * @param last the last hit of the page; null when the hits do not fill it
   */
  ExactRanking(
      SearchRequest request,
      boolean strict,
      List<ExactMerge.Part<?>> parts,
      Map<Long, TermStatistics> byMoment,
      RankedHit last) {
    this.request = request;
    this.strict = strict;
    this.parts = parts;
    this.byMoment = byMoment;
    this.last = last;
    this.words = words();
    UsedReadings all = UsedReadings.NONE;
    for (ExactMerge.Part<?> part : parts) {
      all = all.union(part.answer().seen());
      part.answer().places().forEach((at, met) -> anchors.merge(at, met, GeoPlaces::merge));
    }
    anchors.replaceAll((at, met) -> met.anchors());
    this.readings = all;
  }

  /** What is known of all parts. */
  PartFacts facts(int hits) {
    return new PartFacts(
        words,
        parts.stream().map(part -> part.answer().moment()).toList(),
        readings,
        anchors,
        Optional.empty(),
        hits);
  }

  Optional<TermStatistics> all() {
    return words;
  }

  UsedReadings readings() {
    return readings;
  }

  /** Absent for a search without words. */
  private Optional<TermStatistics> words() {
    Optional<TermStatistics> sum =
        parts.stream()
            .map(part -> byMoment.get(part.answer().moment()))
            .filter(own -> own != null)
            .reduce(TermStatistics::merge);
    if (sum.isEmpty() || request.matchingStrategy() != MatchingStrategy.FREQUENCY) {
      return sum;
    }
    TermStatistics all = sum.get();
    boolean counted = parts.stream().allMatch(part -> derived(part, all));
    return Optional.of(counted ? all.withFrequencies(frequencies()) : all);
  }

  private List<Long> frequencies() {
    List<Long> sum = new java.util.ArrayList<>(parts.getFirst().answer().frequencies());
    for (ExactMerge.Part<?> part : parts.subList(1, parts.size())) {
      List<Long> own = part.answer().frequencies();
      for (int term = 0; term < sum.size(); term++) {
        sum.set(term, sum.get(term) + own.get(term));
      }
    }
    return sum;
  }

  private TermStatistics used(ExactMerge.Part<?> part) {
    return part.told().statistics().orElseGet(() -> byMoment.get(part.answer().moment()));
  }

  private boolean derived(ExactMerge.Part<?> part, TermStatistics all) {
    return Derivations.same(used(part), all, strict);
  }

  /** Whether a part's hits up to the page's last one are those of one index. */
  boolean exact(ExactMerge.Part<?> part) {
    return sameWords(part) && sameReadings(part) && sameAnchors(part);
  }

  boolean sameWords(ExactMerge.Part<?> part) {
    if (words.isEmpty()) {
      return true;
    }
    TermStatistics all = words.get();
    if (!derived(part, all)) {
      return false;
    }
    if (request.matchingStrategy() != MatchingStrategy.FREQUENCY) {
      return true;
    }
    List<Long> told = used(part).frequencies();
    List<Long> ranked = told.isEmpty() ? part.answer().frequencies() : told;
    return !all.frequencies().isEmpty() && Derivations.sameOrder(ranked, all.frequencies());
  }

  boolean sameReadings(ExactMerge.Part<?> part) {
    return part.answer().seen().buckets().entrySet().stream()
        .filter(bucket -> reachesPage(bucket.getKey()))
        .allMatch(
            bucket -> {
              List<UsedReadings.Reading> told = part.told().agreed().buckets().get(bucket.getKey());
              List<UsedReadings.Reading> used = told == null ? bucket.getValue() : told;
              return UsedReadings.sameNodes(used, readings.buckets().get(bucket.getKey()));
            });
  }

  private boolean reachesPage(List<RuleScore> bucket) {
    return last == null || RuleOrder.compareCommon(bucket, last.scores()) <= 0;
  }

  boolean sameAnchors(ExactMerge.Part<?> part) {
    return part.answer().places().entrySet().stream()
        .filter(bucket -> reachesPage(bucket.getKey()))
        .allMatch(
            bucket -> {
              GeoPlaces told = part.told().anchors().get(bucket.getKey());
              GeoPlaces used = told == null ? bucket.getValue().anchors() : told;
              GeoPlaces all = anchors.get(bucket.getKey());
              return bucket.getValue().places().stream()
                  .allMatch(place -> samePlace(used.anchorOf(place), all.anchorOf(place)));
            });
  }

  private static boolean samePlace(GeoPlaces.Place left, GeoPlaces.Place right) {
    return left != null
        && right != null
        && left.metres() == right.metres()
        && left.lat() == right.lat()
        && left.lng() == right.lng();
  }
}
