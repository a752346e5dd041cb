package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.RuleScore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test vectors of the ranking reference's appendix C. */
class RuleVectorsTest {
  private static final String FOX = "the quick brown fox jumps over the lazy dog";

  private static final Lab WORDS_AND_PROXIMITY =
      Lab.ofTexts(
          "{'rankingRules':['words','proximity']}",
          FOX,
          "the quick brown. quick brown fox. brown fox jumps. fox jumps over. over the lazy."
              + " the lazy dog.",
          "the great quick brown fox jumps over the lazy dog",
          "the mighty and quick brown fox jumps over the lazy dog",
          "the brown quick fox jumps over the lazy dog",
          "the brown quick fox jumps over the really lazy dog",
          "this quick brown and scary fox jumps over the lazy dog",
          "this quick brown and very scary fox jumps over the lazy dog",
          "the, quick, brown, fox, jumps, over, the, lazy, dog",
          "the quick brown fox jumps over the lazy",
          "the quick brown fox jumps over the",
          "the quick brown fox jumps over",
          "the quick brown fox jumps",
          "the quick brown fox talks to the lazy dog",
          "the quick brown");

  private static String shown(io.miroir.engine.query.RankedHit hit) {
    return hit.key() + " " + Lab.ranks(hit);
  }

  @Test
  void wordsAndProximity() {
    assertThat(WORDS_AND_PROXIMITY.each("{'q':'" + FOX + "'}", RuleVectorsTest::shown))
        .containsExactly(
            "1 9/9 25/25",
            "2 9/9 25/25",
            "3 9/9 24/25",
            "4 9/9 23/25",
            "5 9/9 22/25",
            "6 9/9 21/25",
            "7 9/9 20/25",
            "8 9/9 19/25",
            "9 9/9 1/25",
            "10 8/9 22/22",
            "11 7/9 19/19",
            "12 7/9 16/19",
            "13 5/9 13/13",
            "14 4/9 10/10",
            "15 3/9 7/7");
  }

  @Test
  void unknownFirstWordLeavesNothingUnderLast() {
    assertThat(WORDS_AND_PROXIMITY.hits("{'q':'extravagant " + FOX + "'}")).isEmpty();
  }

  @Test
  void allHasNoWordsRule() {
    var hits =
        WORDS_AND_PROXIMITY.each(
            "{'q':'" + FOX + "','matchingStrategy':'all'}", RuleVectorsTest::shown);
    assertThat(hits).hasSize(9).contains("1 25/25", "9 1/25");
  }

  @Test
  void phrasesCountTheirWordsAndOnePlace() {
    var quoted =
        WORDS_AND_PROXIMITY.each(
            "{'q':'the \\\"quick brown\\\" fox jumps over the lazy dog'}", RuleVectorsTest::shown);
    assertThat(quoted).contains("1 9/9 22/22", "10 8/9 19/19", "11 7/9 16/16");
    assertThat(quoted.stream().map(hit -> hit.split(" ")[0])).doesNotContain("5", "6", "9");
  }

  @Test
  void exactness() {
    var lab =
        Lab.ofTexts(
            "{'rankingRules':['exactness']}",
            FOX,
            "the quick brown fox jumps over the lazy",
            "the quick brown fox jumps over",
            "the quick brown fox jumps",
            "the",
            "quick brown fox jumps over the lazy dog",
            "the lazy dog",
            "the quack briwn fox jlmps over the lazy dog");
    assertThat(lab.each("{'q':'" + FOX + "'}", RuleVectorsTest::shown))
        .containsExactly(
            "1 9/9 3/3 10/10",
            "6 9/9 1/3 10/10",
            "8 9/9 1/3 7/10",
            "2 8/9 3/3 9/9",
            "3 7/9 1/3 8/8",
            "4 5/9 3/3 6/6",
            "5 1/9 3/3 2/2",
            "7 1/9 2/3 2/2");
  }

  @Test
  void ngramsSplitsAndPrefixes() {
    String off = "{'typoTolerance':{'enabled':false}}";
    String[] texts = {
      "sun flowers", "sun flower", "sunflowers", "sunflower", "sunflawer", "sunflowering", "xy z"
    };
    var strict = Lab.ofTexts(off, texts);
    var lenient = Lab.ofTexts("{}", texts);
    assertThat(matches(strict, "sun flower")).containsExactly(1, 2, 3, 4, 6);
    assertThat(matches(strict, "sun flower ")).containsExactly(2, 4);
    assertThat(matches(lenient, "sun flawer")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(matches(strict, "su nf l")).containsExactly(3, 4, 5, 6);
    assertThat(matches(lenient, "sunf lo wer")).containsExactly(2, 3, 4, 6);
    assertThat(matches(lenient, "sunf la wer")).containsExactly(5);
    assertThat(matches(lenient, "\\\"sun\\\" flower")).containsExactly(1, 2);
    assertThat(matches(lenient, "xyz")).containsExactly(7);
    assertThat(matches(strict, "sunflower ")).containsExactly(2, 4);
  }

  private static List<Integer> matches(Lab lab, String query) {
    return lab.hits("{'q':'" + query + "','matchingStrategy':'all'}").stream().sorted().toList();
  }

  @Test
  void stopWordsKeepTheirCaseAndPlaces() {
    var lab =
        Lab.ofTexts(
            "{'stopWords':['to','The','xyz'],'rankingRules':['words','proximity','wordPosition']}",
            "How to Train Your Dragon: the Hidden World",
            "How to Train Your Dragon: The Hidden World",
            "How to Attempt to Train Your Dragon");
    assertThat(lab.each("{'q':'xyz to the'}", RuleVectorsTest::shown))
        .containsExactly("1 1/1 1/1 9/11");
    assertThat(lab.hits("{'q':'\\\"to\\\"'}")).containsExactly(1, 2, 3);
    assertThat(lab.hits("{'q':'\\\"how to train your dragon\\\"'}")).containsExactly(1, 2);
    assertThat(
            lab.each(
                "{'q':'how \\\"to\\\" train \\\"the'}",
                hit -> Lab.rank(hit, RuleScore.Words.class)))
        .startsWith("3/3");
  }

  @Test
  void frequencyDropsUnknownWordsThenTheMostFrequent() {
    var lab =
        Lab.ofTexts(
            "{}",
            "Shazam",
            "Captain Planet",
            "Captain Marvel",
            "Captain Marvel two",
            "Ms Marvel",
            "Captain America",
            "Capitain");
    assertThat(lab.hits("{'q':'Captain Marvel','matchingStrategy':'frequency'}"))
        .containsExactlyInAnyOrder(3, 4, 5);
    assertThat(lab.hits("{'q':'Captain Marvel','matchingStrategy':'all'}")).containsExactly(3, 4);
    assertThat(lab.hits("{'q':'Captain Marvel'}")).containsExactlyInAnyOrder(3, 4, 2, 6, 7);
  }
}
