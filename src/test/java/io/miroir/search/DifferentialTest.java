package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.golden.GoldenRequests;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random searches over random documents, split over 2 to 16 parts and merged by the real merger,
 * show what one index shows: hits, order, every score, totals, facets.
 *
 * <p>The size is set by {@code -Ddifferential.searches=N}, the first seed by {@code
 * -Ddifferential.seed=N}; a difference tells its seed.
 */
class DifferentialTest {
  private static final int SEARCHES_PER_INDEX = 40;
  private static final int DOCUMENTS_MAX = 60;

  @Test
  void partsRankAsOneIndex() {
    long seed = Long.getLong("differential.seed", 1);
    int wanted = Integer.getInteger("differential.searches", 4000);
    Map<String, Integer> differences = new TreeMap<>();
    StringBuilder first = new StringBuilder();
    int searches = 0;
    int several = 0;
    int rounds = 0;
    while (searches < wanted) {
      var random = new Random(seed);
      var given = new RandomCase(random);
      String settings = given.settings();
      List<String> documents = given.documents(5 + random.nextInt(DOCUMENTS_MAX));
      boolean crowded = documents.stream().anyMatch(each -> each.contains("crowd"));
      var index = new SplitIndex(settings, documents, 2 + random.nextInt(15), random);
      for (int search = 0; search < SEARCHES_PER_INDEX; search++) {
        String json = given.search(crowded);
        if (known(settings, json)) {
          continue;
        }
        String difference = difference(index, json);
        if (!difference.isEmpty()) {
          differences.merge(kind(settings, json), 1, Integer::sum);
          if (differences.values().stream().mapToInt(i -> i).sum() <= 5) {
            first.append("seed %d%n%s%n%s%n%s%n".formatted(seed, settings, json, difference));
          }
        }
      }
      searches += SEARCHES_PER_INDEX;
      several += index.several;
      rounds += index.rounds;
      seed++;
    }
    assertThat(differences)
        .as("%d searches, %d in several rounds, %d rounds%n%s", searches, several, rounds, first)
        .isEmpty();
    assertThat(several).as("searches in several rounds").isPositive();
  }

  /**
   * What is not exact yet, about 1 search in 1,000 of these: anchors of geo buckets that lose
   * documents to a distinct value; distinct over fields with several values on finite pages.
   */
  private static boolean known(String settings, String json) {
    boolean distinct = json.contains("distinct") || settings.contains("distinctAttribute");
    boolean many =
        json.contains("\"distinct\":\"many\"") || settings.contains("Attribute\":\"many\"");
    return distinct && (json.contains("_geoPoint") || many && json.contains("hitsPerPage"));
  }

  private static String kind(String settings, String json) {
    StringBuilder kind = new StringBuilder();
    for (String part :
        List.of("distinct", "Threshold", "_geoPoint", "facets", "SearchOn", "frequency", "Page")) {
      if (json.contains(part)) {
        kind.append(part).append(' ');
      }
    }
    return kind.append(settings.contains("distinctAttribute") ? "setting" : "").toString();
  }

  private static String difference(SplitIndex index, String json) {
    try {
      SearchRequest request = GoldenRequests.read(RandomCase.JSON.readTree(json));
      String expected = outcome(() -> index.expected(request));
      String merged = outcome(() -> index.merged(request));
      if (!expected.equals(merged)) {
        return "expected " + expected + "found " + merged;
      }
      String again = outcome(() -> index.mergedAgain(request));
      return expected.equals(again) ? "" : "expected again " + expected + "found " + again;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String outcome(java.util.function.Supplier<String> search) {
    try {
      return search.get();
    } catch (ProblemException refusal) {
      return "refused: " + refusal.problem();
    }
  }
}
