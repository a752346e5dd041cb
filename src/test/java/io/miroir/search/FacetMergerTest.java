package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetCounts.Value;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.settings.Settings.Faceting;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FacetMergerTest {
  private static final Faceting ALPHA = Faceting.DEFAULT;
  private static final Faceting COUNT = new Faceting(3, Map.of("*", FacetOrder.COUNT));

  private static Value text(String shown, long count, long ordinal) {
    return new Value(false, shown, shown.toLowerCase(java.util.Locale.ROOT), 0, count, ordinal);
  }

  private static Value number(double value, long count) {
    String shown = io.miroir.engine.document.NumberText.facet(value);
    return new Value(true, shown, shown, value, count, 0);
  }

  private static FacetCounts counts(Value... values) {
    return new FacetCounts("f", List.of(values), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static List<String> merged(Faceting faceting, long candidates, FacetCounts... shards) {
    return FacetMerger.distribution(
            java.util.Arrays.stream(shards).map(List::of).toList(),
            faceting,
            candidates,
            f -> false)
        .getFirst()
        .values()
        .stream()
        .map(value -> value.shown() + "=" + value.count())
        .toList();
  }

  @Test
  void countsAddUpAndTheFirstDocumentSpells() {
    assertThat(
            merged(
                ALPHA,
                10,
                counts(text("Blue", 2, 7), text("red", 1, 3)),
                counts(text("blue", 3, 5))))
        .containsExactly("blue=5", "red=1");
  }

  @Test
  void fewCandidatesOrderNumbersAsText() {
    FacetCounts one = counts(number(9, 1), text("a", 1, 0));
    FacetCounts two = counts(number(10, 1));
    assertThat(merged(ALPHA, 3000, one, two)).containsExactly("10=1", "9=1", "a=1");
    assertThat(merged(ALPHA, 3001, one, two)).containsExactly("9=1", "10=1", "a=1");
  }

  @Test
  void byCountTiesComeInDescendingValueOrderAndNumbersFirst() {
    assertThat(
            merged(
                new Faceting(100, Map.of("*", FacetOrder.COUNT)),
                10,
                counts(number(1, 2), number(2, 1), text("a", 1, 0)),
                counts(number(2, 1), text("b", 1, 0), text("c", 9, 0))))
        .containsExactly("2=2", "1=2", "c=9", "b=1", "a=1");
  }

  @Test
  void theMaximumCutsNumbersAndStringsTogether() {
    assertThat(
            merged(
                COUNT,
                10,
                counts(number(1, 2), text("a", 1, 0)),
                counts(text("b", 3, 0), text("c", 9, 0))))
        .containsExactly("1=2", "c=9", "b=3");
  }

  @Test
  void stringsAreNotCutWhenNumbersAloneReachTheMaximum() {
    assertThat(
            merged(
                COUNT,
                10,
                counts(number(1, 1), number(2, 2), number(3, 3), text("a", 1, 0)),
                counts(number(4, 4))))
        .containsExactly("4=4", "3=3", "2=2", "a=1");
    assertThat(
            merged(
                new Faceting(1, Map.of("*", FacetOrder.ALPHA)),
                10,
                counts(number(1, 1), text("a", 1, 0)),
                counts()))
        .containsExactly("1=1");
  }

  @Test
  void aStringTakesThePlaceOfANumberWithItsText() {
    assertThat(merged(ALPHA, 10, counts(number(1, 4), number(2, 1)), counts(text("1", 7, 0))))
        .containsExactly("1=7", "2=1");
  }

  @Test
  void aSingleAnswerKeepsItsOrder() {
    assertThat(
            merged(
                COUNT,
                10,
                counts(text("b", 1, 0), text("a", 1, 0), text("z", 0, 0), text("y", 5, 0))))
        .containsExactly("b=1", "a=1", "z=0");
  }

  @Test
  void boundsAreThoseOfAllShards() {
    FacetCounts low = new FacetCounts("f", List.of(), OptionalDouble.of(1), OptionalDouble.of(3));
    FacetCounts high = new FacetCounts("f", List.of(), OptionalDouble.of(2), OptionalDouble.of(9));
    FacetCounts none = counts();
    FacetCounts all =
        FacetMerger.distribution(
                List.of(List.of(low), List.of(high), List.of(none)), ALPHA, 1, f -> false)
            .getFirst();
    assertThat(all.min()).hasValue(1);
    assertThat(all.max()).hasValue(9);
  }

  @Test
  void aFieldsOwnOrderWinsOverAPatternOverTheStar() {
    Faceting faceting =
        new Faceting(
            100,
            Map.of("*", FacetOrder.ALPHA, "pre*", FacetOrder.COUNT, "prefix", FacetOrder.ALPHA));
    assertThat(FacetMerger.order(faceting, "other")).isEqualTo(FacetOrder.ALPHA);
    assertThat(FacetMerger.order(faceting, "present")).isEqualTo(FacetOrder.COUNT);
    assertThat(FacetMerger.order(faceting, "prefix")).isEqualTo(FacetOrder.ALPHA);
  }

  @Test
  void facetSearchSumsAndOrders() {
    List<List<Value>> answers =
        List.of(
            List.of(text("a", 1, 0), text("c", 2, 0)), List.of(text("b", 2, 0), text("a", 4, 1)));
    assertThat(FacetMerger.search(answers, ALPHA, "f").stream().map(Value::shown))
        .containsExactly("a", "b", "c");
    assertThat(FacetMerger.search(answers, COUNT, "f").stream().map(Value::shown))
        .containsExactly("a", "c", "b");
  }
}
