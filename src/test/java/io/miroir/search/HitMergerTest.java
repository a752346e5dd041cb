package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HitMergerTest {

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void splitOverShardsAndMergedBackIsTheSameList(long seed) {
    var given = new Given(seed);
    List<RankedHit> ranked = given.ranked(given.random.nextInt(120));
    int shards = 1 + given.random.nextInt(9);
    int length = given.random.nextInt(150);
    HitMerger.Ranking merged =
        HitMerger.merge(given.split(ranked, shards), HitOrder.INSTANCE, length);
    assertThat(merged.hits())
        .as("seed %d", seed)
        .isEqualTo(ranked.subList(0, Math.min(length, ranked.size())));
    assertThat(merged.dropped()).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void distinctOverShardsKeepsWhatOneNodeKeeps(long seed) {
    var given = new Given(seed);
    List<RankedHit> ranked = new ArrayList<>();
    for (int i = 0; i < given.random.nextInt(100); i++) {
      String[] values =
          given.random.nextInt(5) == 0
              ? new String[0]
              : new String[] {"s:v" + given.random.nextInt(20)};
      ranked.add(Given.hit("k" + i, i, given.scores(), values));
    }
    ranked.sort(HitOrder.INSTANCE);
    List<List<RankedHit>> lists = given.split(ranked, 3).stream().map(Given::distinct).toList();
    int sum = lists.stream().mapToInt(List::size).sum();
    HitMerger.Ranking merged = HitMerger.merge(lists, HitOrder.INSTANCE, 1000);
    assertThat(merged.hits()).as("seed %d", seed).isEqualTo(Given.distinct(ranked));
    assertThat(sum - merged.dropped()).as("seed %d", seed).isEqualTo(merged.hits().size());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOrderIsTotalAndConsistent(long seed) {
    var given = new Given(seed);
    RankedHit a = Given.hit("a", 1, given.scores());
    RankedHit b = Given.hit("b", 2, given.scores());
    RankedHit c = Given.hit("c", 3, given.scores());
    HitOrder order = HitOrder.INSTANCE;
    assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
    if (order.compare(a, b) < 0 && order.compare(b, c) < 0) {
      assertThat(order.compare(a, c)).as("seed %d", seed).isNegative();
    }
  }

  private static int compare(RuleScore left, RuleScore right) {
    return Integer.signum(HitOrder.compareScores(List.of(left), List.of(right)));
  }

  @Test
  void typosAreComparedByCountWhateverTheirMaximum() {
    assertThat(compare(new RuleScore.Typo(4, 4), new RuleScore.Typo(2, 3))).isNegative();
    assertThat(compare(new RuleScore.Typo(4, 4), new RuleScore.Typo(3, 3))).isZero();
  }

  @Test
  void exactMatchesComeBeforeStartsAndWordsDecideAfterThem() {
    assertThat(compare(new RuleScore.ExactAttribute(3), new RuleScore.ExactAttribute(2)))
        .isNegative();
    assertThat(compare(new RuleScore.ExactWords(3, 4), new RuleScore.ExactWords(2, 4)))
        .isNegative();
  }

  private static RuleScore number(double value, boolean ascending) {
    return new RuleScore.Sort("f", ascending, OptionalDouble.of(value), Optional.empty(), false);
  }

  private static RuleScore text(String value, boolean ascending) {
    return new RuleScore.Sort("f", ascending, OptionalDouble.empty(), Optional.of(value), false);
  }

  private static RuleScore nothing(boolean ascending) {
    return new RuleScore.Sort("f", ascending, OptionalDouble.empty(), Optional.empty(), false);
  }

  @Test
  void numbersComeBeforeStringsBeforeNothingInBothDirections() {
    for (boolean ascending : new boolean[] {true, false}) {
      assertThat(compare(number(1, ascending), text("a", ascending))).isNegative();
      assertThat(compare(text("a", ascending), nothing(ascending))).isNegative();
      assertThat(compare(number(1, ascending), nothing(ascending))).isNegative();
      assertThat(compare(nothing(ascending), nothing(ascending))).isZero();
    }
    assertThat(compare(number(1, true), number(2, true))).isNegative();
    assertThat(compare(number(1, false), number(2, false))).isPositive();
    assertThat(compare(number(0.0, true), number(-0.0, true))).isNegative();
    assertThat(compare(text("10", true), text("9", true))).isNegative();
    assertThat(compare(text("\uFFFD", true), text("\uD83D\uDC3B", true))).isNegative();
  }

  @Test
  void documentsWithoutVectorComeLast() {
    RuleScore.Vector none = new RuleScore.Vector(OptionalDouble.empty());
    assertThat(compare(new RuleScore.Vector(OptionalDouble.of(0.1)), none)).isNegative();
    assertThat(
            compare(
                new RuleScore.Vector(OptionalDouble.of(0.9)),
                new RuleScore.Vector(OptionalDouble.of(0.1))))
        .isNegative();
  }

  private static RuleScore geo(double metres) {
    return new RuleScore.GeoSort(
        0, 0, true, OptionalDouble.of(metres), OptionalDouble.of(0), OptionalDouble.of(metres));
  }

  @Test
  void geoBucketsAreThoseOfOneNode() {
    RankedHit near = Given.hit("near", 5, List.of(geo(10.0)));
    RankedHit withinAMetre = Given.hit("same", 2, List.of(geo(10.9)));
    RankedHit next = Given.hit("next", 1, List.of(geo(11.5)));
    List<List<RankedHit>> lists =
        GeoAnchors.align(List.of(List.of(near, next), List.of(withinAMetre)));
    List<RankedHit> merged = HitMerger.merge(lists, HitOrder.INSTANCE, 10).hits();
    assertThat(merged.stream().map(RankedHit::key)).containsExactly("same", "near", "next");
    assertThat(merged.getFirst().scores()).containsExactly(geo(10.0));
  }

  @Test
  void hybridHitsCompareByWeightedScoresAndTheVectorWinsATie() {
    RankedHit words = Given.hit("w", 1, List.of(new RuleScore.Words(1, 2)));
    RankedHit vector = Given.hit("v", 2, List.of(new RuleScore.Vector(OptionalDouble.of(0.5))));
    assertThat(new HybridOrder(0.5f).compare(words, vector)).isPositive();
    assertThat(new HybridOrder(0.4f).compare(words, vector)).isNegative();
    assertThat(new HybridOrder(0.6f).compare(vector, words)).isNegative();
  }
}
