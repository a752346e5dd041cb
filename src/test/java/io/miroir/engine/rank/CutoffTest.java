package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a search hands out when its time is over (ranking reference, 11). */
class CutoffTest {
  private static final Lab LAB =
      Lab.ofTexts(
          "{'rankingRules':['words','typo']}", "hello pupy kefir", "hello puppy kefir", "x");

  @Test
  void nothingIsRankedAfterTheDeadline() {
    var answer = LAB.ask("{'q':'hello puppy kefir'}", Instant.EPOCH);
    assertThat(answer.degraded()).isTrue();
    assertThat(answer.hits()).extracting(Lab::ranks).containsExactly("skipped", "skipped");
    assertThat(answer.candidates()).isEqualTo(2);
  }

  @Test
  void rulesThatWereSettledKeepTheirScores() {
    assertThat(ranked(1)).containsExactly("3/3 skipped", "3/3 skipped");
    assertThat(ranked(2)).containsExactly("3/3 4/4", "3/3 skipped");
    assertThat(ranked(4)).containsExactly("3/3 4/4", "3/3 3/4");
  }

  /** Ranks with a cut after so many buckets. */
  private static List<String> ranked(int steps) {
    int[] left = {steps};
    return LAB.rank("{'q':'hello puppy kefir'}", () -> left[0]-- <= 0).hits().stream()
        .map(hit -> String.join(" ", hit.scores().stream().map(Lab::rank).toList()))
        .toList();
  }
}
