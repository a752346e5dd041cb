package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FederatedMergerTest {
  private static RankedHit words(String key, int rank, String... distinct) {
    return Given.hit(key, 0, List.of(new RuleScore.Words(rank, 4)), distinct);
  }

  private static FederatedMerger.Listed list(int place, double weight, RankedHit... hits) {
    return new FederatedMerger.Listed(place, weight, List.of(hits));
  }

  private static FederatedMerger.Group index(FederatedMerger.Listed... lists) {
    return new FederatedMerger.Group(List.of(lists), 1000);
  }

  private static List<String> shown(FederatedMerger.Merge merge) {
    return merge.hits().stream().map(hit -> hit.place() + ":" + hit.hit().key()).toList();
  }

  @Test
  void weightsDecideAndEqualHitsComeInTheOrderOfQueries() {
    FederatedMerger.Group a = index(list(1, 1, words("x", 4), words("y", 2)));
    FederatedMerger.Group b = index(list(0, 1, words("x", 4)));
    assertThat(shown(FederatedMerger.merge(List.of(a, b), false, 9)))
        .containsExactly("0:x", "1:x", "1:y");
    FederatedMerger.Group heavy = index(list(1, 3, words("y", 2)));
    assertThat(shown(FederatedMerger.merge(List.of(heavy, b), false, 9)))
        .containsExactly("1:y", "0:x");
  }

  @Test
  void aDocumentFoundByTwoQueriesOfOneIndexIsShownOnceWithItsBestOccurrence() {
    FederatedMerger.Group group =
        index(list(0, 1, words("x", 3), words("y", 1)), list(1, 1, words("x", 4)));
    FederatedMerger.Merge merge = FederatedMerger.merge(List.of(group), false, 9);
    assertThat(shown(merge)).containsExactly("1:x", "0:y");
    assertThat(merge.hits().getFirst().scores().score()).isEqualTo(1);
  }

  @Test
  void aPlaceholderHitHasNothingToCompareAndComesLast() {
    FederatedMerger.Group placeholder = index(list(0, 9, Given.hit("p", 0, List.of())));
    FederatedMerger.Group keyword = index(list(1, 1, words("k", 1)));
    FederatedMerger.Merge merge = FederatedMerger.merge(List.of(placeholder, keyword), false, 9);
    assertThat(shown(merge)).containsExactly("1:k", "0:p");
    assertThat(merge.hits().getLast().scores().score()).isEqualTo(9);
  }

  @Test
  void distinctHoldsOverIndexesAndRemembersWhatItLeftOut() {
    FederatedMerger.Group a = index(list(0, 1, words("x", 4, "s:red"), words("y", 3, "s:blue")));
    FederatedMerger.Group b = index(list(1, 1, words("z", 2, "s:red"), words("w", 1)));
    FederatedMerger.Merge merge = FederatedMerger.merge(List.of(a, b), true, 9);
    assertThat(shown(merge)).containsExactly("0:x", "0:y", "1:w");
    assertThat(merge.rejected()).containsExactly(Set.of(), Set.of("z"));
  }

  @Test
  void anIndexShowsNoMoreThanCanBeReachedInIt() {
    FederatedMerger.Group small =
        new FederatedMerger.Group(List.of(list(0, 1, words("x", 4), words("y", 3))), 1);
    FederatedMerger.Group other = index(list(1, 1, words("z", 1)));
    assertThat(shown(FederatedMerger.merge(List.of(small, other), false, 9)))
        .containsExactly("0:x", "1:z");
  }

  @Test
  void theFartherOfTwoPlacesIsTheBetterOneWhateverTheDirection() {
    RuleScore near = geo(1);
    RuleScore far = geo(5);
    RuleScore nowhere =
        new RuleScore.GeoSort(
            0, 0, true, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    FederatedMerger.Group a = index(list(0, 1, Given.hit("near", 0, List.of(near))));
    FederatedMerger.Group b =
        index(
            list(1, 1, Given.hit("far", 0, List.of(far)), Given.hit("none", 0, List.of(nowhere))));
    assertThat(shown(FederatedMerger.merge(List.of(a, b), false, 9)))
        .containsExactly("1:far", "0:near", "1:none");
  }

  private static RuleScore geo(double metres) {
    return new RuleScore.GeoSort(
        0, 0, true, OptionalDouble.of(0), OptionalDouble.of(0), OptionalDouble.of(metres));
  }

  /** Against sorting everything at once. */
  @Test
  void manyListsMergeIntoTheirSortedUnion() {
    for (int seed = 0; seed < 200; seed++) {
      Given given = new Given(seed);
      List<FederatedMerger.Group> groups = new ArrayList<>();
      int place = 0;
      for (int group = 0; group < 3; group++) {
        List<FederatedMerger.Listed> lists = new ArrayList<>();
        for (int query = 0; query < 2; query++) {
          List<RankedHit> hits = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            hits.add(words("g" + group + "k" + given.random.nextInt(15), given.random.nextInt(5)));
          }
          hits.sort(HitOrder.INSTANCE);
          lists.add(new FederatedMerger.Listed(place++, 1 + given.random.nextInt(2), hits));
        }
        groups.add(new FederatedMerger.Group(lists, 1000));
      }
      List<FederatedMerger.Hit> merged = FederatedMerger.merge(groups, false, 12).hits();
      assertThat(merged)
          .as("seed %d", seed)
          .hasSize(12)
          .isSortedAccordingTo(
              (l, r) ->
                  l.scores().compareTo(r.scores()) != 0
                      ? l.scores().compareTo(r.scores())
                      : Integer.compare(l.place(), r.place()));
      Set<String> keys = new HashSet<>();
      assertThat(merged).as("seed %d", seed).allMatch(hit -> keys.add(hit.hit().key()));
      double last = merged.getLast().scores().score();
      long better =
          groups.stream()
              .mapToLong(
                  group ->
                      group.lists().stream()
                          .flatMap(
                              list ->
                                  list.hits().stream()
                                      .filter(
                                          hit ->
                                              new WeightedScores(hit.scores(), list.weight())
                                                      .score()
                                                  > last)
                                      .map(RankedHit::key))
                          .distinct()
                          .count())
              .sum();
      assertThat(better).as("seed %d: nothing better is left out", seed).isLessThanOrEqualTo(12);
    }
  }
}
