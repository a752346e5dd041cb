package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScoreDetailsTest {
  private static final ScoreDetails SEPARATED = new ScoreDetails(Settings.DEFAULT_RANKING_RULES);
  private static final ScoreDetails UNIFIED =
      new ScoreDetails(List.of("words", "attribute", "exactness"));

  private static String json(ScoreDetails details, RuleScore... scores) {
    return new String(details.json(List.of(scores)), StandardCharsets.UTF_8);
  }

  @Test
  void showsEveryRuleOfAKeywordSearch() {
    assertThat(
            json(
                SEPARATED,
                new RuleScore.Words(2, 2),
                new RuleScore.Typo(2, 4),
                new RuleScore.Proximity(1, 2),
                new RuleScore.AttributeRank(1, 1),
                new RuleScore.WordPosition(20, 21),
                new RuleScore.ExactAttribute(1),
                new RuleScore.ExactWords(1, 3)))
        .isEqualTo(
            "{\"words\":{\"order\":0,\"matchingWords\":2,\"maxMatchingWords\":2,\"score\":1.0},"
                + "\"typo\":{\"order\":1,\"typoCount\":2,\"maxTypoCount\":3,\"score\":0.5},"
                + "\"proximity\":{\"order\":2,\"score\":0.5},"
                + "\"attributeRank\":{\"order\":3,\"score\":1.0},"
                + "\"wordPosition\":{\"order\":4,\"score\":0.9523809523809523},"
                + "\"exactness\":{\"order\":5,\"matchType\":\"noExactMatch\",\"matchingWords\":0,"
                + "\"maxMatchingWords\":2,\"score\":0.1111111111111111}}");
  }

  @Test
  void theWorkedExampleFoldsToItsScore() {
    assertThat(
            ScoreDetails.score(
                List.of(
                    new RuleScore.Words(2, 2),
                    new RuleScore.Typo(2, 4),
                    new RuleScore.Proximity(1, 2),
                    new RuleScore.AttributeRank(1, 1),
                    new RuleScore.WordPosition(20, 21),
                    new RuleScore.ExactAttribute(1),
                    new RuleScore.ExactWords(1, 3))))
        .isEqualTo(0.6818783068783069);
  }

  @Test
  void exactMatchesHideTheirWords() {
    assertThat(json(SEPARATED, new RuleScore.ExactAttribute(3), new RuleScore.ExactWords(3, 3)))
        .isEqualTo("{\"exactness\":{\"order\":0,\"matchType\":\"exactMatch\",\"score\":1.0}}");
    assertThat(json(SEPARATED, new RuleScore.ExactAttribute(2), new RuleScore.ExactWords(2, 3)))
        .isEqualTo(
            "{\"exactness\":{\"order\":0,\"matchType\":\"matchesStart\","
                + "\"score\":0.6666666666666666}}");
  }

  @Test
  void thePlainAttributeRuleIsShownAsOne() {
    assertThat(
            json(
                UNIFIED,
                new RuleScore.AttributeRank(1, 2),
                new RuleScore.WordPosition(10, 20),
                new RuleScore.Skipped()))
        .isEqualTo(
            "{\"attribute\":{\"order\":0,\"attributeRankingOrderScore\":0.5,"
                + "\"queryWordDistanceScore\":0.5,\"score\":0.25},\"skipped\":{\"order\":1}}");
  }

  private static RuleScore sort(OptionalDouble number, Optional<String> text, boolean hidden) {
    return new RuleScore.Sort("a\"b", true, number, text, hidden);
  }

  @Test
  void sortsShowTheirValue() {
    assertThat(
            json(
                SEPARATED,
                sort(OptionalDouble.of(2017), Optional.empty(), false),
                sort(OptionalDouble.empty(), Optional.empty(), true)))
        .isEqualTo(
            "{\"a\\\"b:asc\":{\"order\":0,\"value\":2017.0},"
                + "\"<hidden-rule-1>\":{\"order\":1,\"value\":\"<hidden>\"}}");
    assertThat(json(SEPARATED, sort(OptionalDouble.empty(), Optional.of("é"), false)))
        .isEqualTo("{\"a\\\"b:asc\":{\"order\":0,\"value\":\"é\"}}");
    assertThat(json(SEPARATED, sort(OptionalDouble.empty(), Optional.empty(), false)))
        .isEqualTo("{\"a\\\"b:asc\":{\"order\":0,\"value\":null}}");
  }

  @Test
  void geoAndVectorsShowPointsAndSimilarities() {
    assertThat(
            json(
                SEPARATED,
                new RuleScore.GeoSort(
                    48.8566,
                    2,
                    false,
                    OptionalDouble.of(48),
                    OptionalDouble.of(2.5),
                    OptionalDouble.of(40)),
                new RuleScore.Vector(OptionalDouble.of((double) 1.1920929e-7f))))
        .isEqualTo(
            "{\"_geoPoint(48.8566, 2):desc\":{\"order\":0,\"value\":{\"lat\":48,\"lng\":2.5},"
                + "\"distance\":40.0},\"vectorSort\":{\"order\":1,"
                + "\"similarity\":1.1920928955078125e-7}}");
    assertThat(
            json(
                SEPARATED,
                new RuleScore.GeoSort(
                    0,
                    0,
                    true,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty())))
        .isEqualTo("{\"_geoPoint(0, 0):asc\":{\"order\":0,\"value\":null,\"distance\":null}}");
  }
}
