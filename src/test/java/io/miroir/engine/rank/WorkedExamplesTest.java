package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked examples of the ranking reference (4.3 to 4.12). */
class WorkedExamplesTest {
  private static final Lab BATMAN =
      Lab.ofTexts(
          "{}",
          "Batman the dark knight returns: Part 1",
          "Batman the dark knight returns: Part 2",
          "Batman Returns",
          "Batman",
          "Badman");

  private static String scored(io.miroir.engine.query.RankedHit hit) {
    return hit.key() + ": " + Lab.ranks(hit) + " = " + ScoreFold.score(hit.scores());
  }

  @Test
  void badmanTheDarkKnightReturns1() {
    assertThat(BATMAN.each("{'q':'Badman the dark knight returns 1'}", WorkedExamplesTest::scored))
        .containsExactly(
            "1: 6/6 6/7 15/16 1/1 60/61 1/3 6/7 = 0.9746605609456898",
            "2: 5/6 5/6 13/13 1/1 51/51 1/3 5/6 = 0.8055252965383685",
            "5: 1/6 2/2 1/1 1/1 11/11 3/3 2/2 = 0.16666666666666666",
            "3: 1/6 1/2 1/1 1/1 11/11 1/3 1/2 = 0.07702020202020202",
            "4: 1/6 1/2 1/1 1/1 11/11 1/3 1/2 = 0.07702020202020202");
  }

  @Test
  void thresholdsDropLowScoresAndTheirCount() {
    List<Long> totals = new ArrayList<>();
    for (String threshold : List.of("0", "0.2", "0.5", "0.8", "1.0")) {
      totals.add(
          BATMAN
              .ask("{'q':'Badman dark returns 1','rankingScoreThreshold':%s}".formatted(threshold))
              .candidates());
    }
    assertThat(totals).containsExactly(5L, 3L, 2L, 1L, 0L);
  }

  @Test
  void aScoreDependsOnWhichOtherDocumentsUseAReading() {
    assertThat(
            Lab.ofTexts("{}", "sun x flower", "sunflower")
                .each("{'q':'sun flower'}", WorkedExamplesTest::scored))
        .containsExactly(
            "1: 2/2 4/4 3/4 1/1 20/21 1/3 3/3 = 0.9662698412698413",
            "2: 2/2 2/4 1/2 1/1 20/21 1/3 1/3 = 0.6818783068783069");
    assertThat(
            Lab.ofTexts("{}", "sun x flower")
                .each("{'q':'sun flower'}", WorkedExamplesTest::scored))
        .containsExactly("1: 2/2 3/3 3/4 1/1 20/21 1/3 3/3 = 0.955026455026455");
  }

  @Test
  void oneSearchableAttributeAndTwoWords() {
    var lab =
        Lab.of(
            "{'searchableAttributes':['name']}",
            "{'name':'Exclusive sale: green apple'}",
            "{'name':'Exclusive sale: Red delicious apple'}",
            "{'name':'Red apple gala'}");
    assertThat(lab.each("{'q':'apple red'}", WorkedExamplesTest::scored))
        .containsExactly(
            "3: 2/2 3/3 3/4 1/1 19/21 1/3 3/3 = 0.953042328042328",
            "2: 2/2 3/3 2/4 1/1 18/21 1/3 3/3 = 0.9093915343915344",
            "1: 1/2 2/2 1/1 1/1 9/11 1/3 2/2 = 0.4393939393939394");
  }

  @Test
  void anExactFormElsewhereInTheIndexCounts() {
    var lab =
        Lab.of(
            "{'searchableAttributes':['cattos']}",
            "{'cattos':'pésti'}",
            "{'cattos':['simba','pestiféré']}");
    assertThat(lab.each("{'q':'pésti'}", WorkedExamplesTest::scored).get(1))
        .isEqualTo("2: 1/1 2/2 1/1 1/1 7/11 1/3 1/2 = 0.7803030303030303");
  }

  @Test
  void derivationsOfAPathAreUsedTogether() {
    var lab =
        Lab.ofTexts(
            "{'rankingRules':['typo','proximity']}",
            "beautiful summer",
            "beautigul summer. beautiful x y z summer",
            "beautiful sommer",
            "beautigul sommer. beautigul x summer");
    assertThat(
            lab.each(
                "{'q':'beautiful summer','matchingStrategy':'all'}",
                hit -> hit.key() + " " + Lab.ranks(hit)))
        .containsExactly("1 4/4 4/4", "2 4/4 1/4", "3 3/4 4/4", "4 3/4 3/4");
  }

  @Test
  void proximityOfAPrefixDependsOnThePrefixDatabase() {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "best summer",
                "summer best",
                "best meal of summer",
                "summer x best",
                "best a b c summer"));
    for (int word = 0; word < 100; word++) {
      texts.add("s" + (char) ('a' + word / 10) + (char) ('a' + word % 10) + "qq");
    }
    var lab = Lab.ofTexts("{}", texts.toArray(String[]::new));
    assertThat(proximities(lab, "best su"))
        .containsExactly("1 4/4", "2 3/4", "3 2/4", "4 2/4", "5 1/4");
    assertThat(proximities(lab, "best s"))
        .containsExactly("1 4/4", "2 1/4", "3 2/4", "4 1/4", "5 1/4");
  }

  private static List<String> proximities(Lab lab, String query) {
    return lab
        .each(
            "{'q':'%s','matchingStrategy':'all'}".formatted(query),
            hit -> hit.key() + " " + Lab.rank(hit, RuleScore.Proximity.class))
        .stream()
        .sorted()
        .toList();
  }
}
