package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.TypoCandidates;
import io.miroir.engine.query.TypoDistance;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.query.ViewLexicon;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk that leaves words out finds what a look at every word finds. */
class TypoWalkTest {
  private static final String[] LETTERS = {"a", "b", "c", "d", "я", "ю", "𐐨"};

  private final TreeSet<String> words = new TreeSet<>(Utf8Order.ORDER);

  private static String word(Random random, int most) {
    var made = new StringBuilder();
    for (int left = 1 + random.nextInt(most); left > 0; left--) {
      made.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return made.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsLeftOutWouldNotHaveBeenFound(long seed) {
    var random = new Random(seed);
    int most = 3 + random.nextInt(5);
    var text = new StringBuilder();
    for (int count = 200 + random.nextInt(2000); count > 0; count--) {
      text.append(word(random, most)).append(' ');
    }
    IndexView view = Lab.ofTexts("{}", text.toString()).view();
    view.startingWith("").forEachRemaining(words::add);
    var lexicon = new ViewLexicon(view);
    for (int asked = 0; asked < 60; asked++) {
      String query = word(random, most);
      boolean prefix = random.nextBoolean();
      int budget = 1 + random.nextInt(2);
      assertThat(lexicon.typos(query, prefix, budget))
          .as("seed %d, %s, prefix %s, budget %d", seed, query, prefix, budget)
          .isEqualTo(oneByOne(query, prefix, budget));
    }
  }

  private TypoCandidates oneByOne(String query, boolean prefix, int budget) {
    var distance = new TypoDistance(query.codePoints().toArray(), prefix, budget);
    List<String> near = new ArrayList<>();
    List<String> far = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (String word : words) {
      int typos = distance.of(word);
      boolean same = word.codePointAt(0) == query.codePointAt(0);
      if (same && typos == 1 && near.size() < TypoCandidates.ONE_MAX) {
        near.add(word);
      } else if (same && typos == 2 && far.size() < TypoCandidates.TWO_MAX) {
        far.add(word);
      } else if (!same
          && budget == 2
          && typos == 1
          && other.size() < TypoCandidates.ONE_MAX + TypoCandidates.TWO_MAX) {
        other.add(word);
      }
    }
    return new TypoCandidates(near, far, other);
  }
}
