package io.miroir.node.meilisearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.json.JsonSyntax;
import io.miroir.search.ScoreDetails;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetailsTest {
  private static final List<String> RULES = List.of("attributeRank", "wordPosition");

  @Test
  void whatIsShownOfRulesIsReadBackAsTheyWere() {
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      int terms = 1 + random.nextInt(4);
      List<RuleScore> scores = scores(random, terms, 3);
      JsonNode shown = JsonSyntax.parse(new ScoreDetails(RULES).json(scores));
      List<RuleScore> read = new Details(3, field -> true).scores(shown, ScoreFold.score(scores));
      assertThat(ScoreFold.score(read)).isCloseTo(ScoreFold.score(scores), within(1e-9));
      assertThat(read.get(1)).isEqualTo(scores.get(1));
      assertThat(read).hasSameSizeAs(scores);
    }
  }

  private static List<RuleScore> scores(Random random, int terms, int heaviest) {
    int attribute = 1 + heaviest * terms;
    int position = 1 + 10 * terms;
    int proximity = 3 * (terms - 1) + 1;
    return List.of(
        new RuleScore.Words(terms, terms),
        new RuleScore.Typo(1 + random.nextInt(3), 3),
        new RuleScore.Proximity(1 + random.nextInt(proximity), proximity),
        new RuleScore.AttributeRank(1 + random.nextInt(attribute), attribute),
        new RuleScore.WordPosition(1 + random.nextInt(position), position),
        new RuleScore.ExactAttribute(1 + random.nextInt(3)),
        new RuleScore.ExactWords(1 + random.nextInt(terms + 1), terms + 1));
  }

  @Test
  void ourOwnRuleIsLeftOutAndAHiddenFieldIsMarked() {
    JsonNode shown =
        JsonSyntax.parse(
            "{\"price:asc\":{\"order\":0,\"value\":3.5},\"_miroir_ord:asc\":{\"order\":1,\"value\":\"#\"}}");
    assertThat(new Details(0, field -> false).scores(shown, 1))
        .containsExactly(
            new RuleScore.Sort(
                "price", true, java.util.OptionalDouble.of(3.5), java.util.Optional.empty(), true));
  }
}
