package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.golden.GoldenRequests;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.TermStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shards that rank with facts of the whole index give the hits, scores and counts that one index
 * gives. Small vocabularies make typos, splits, joins and equal scores meet often.
 */
class SharedFactsTest {
  private static final int SEARCHES = 150;
  private static final int ROUNDS_MAX = 12;
  private static final String[] WORDS = {
    "sun",
    "flower",
    "sunflower",
    "sunflowers",
    "sunflawer",
    "flawer",
    "flowering",
    "sunny",
    "son",
    "flow",
    "er",
    "summer",
    "sommer",
    "beautiful",
    "beautigul",
    "beau",
    "tiful"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shardsRankAsOneIndex(long seed) {
    var random = new Random(seed);
    String settings = random.nextBoolean() ? "{}" : "{'searchableAttributes':['a','b']}";
    List<String> documents = new ArrayList<>();
    for (int at = 0; at < 40; at++) {
      documents.add("{'a':'%s','b':'%s'}".formatted(text(random, 4), text(random, 3)));
    }
    var whole = Lab.of(settings, documents.toArray(String[]::new));
    int parts = 2 + random.nextInt(4);
    List<Lab> shards = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      shards.add(Lab.part(settings, documents, part, parts));
    }
    for (int search = 0; search < SEARCHES; search++) {
      String strategy = List.of("last", "all", "frequency").get(random.nextInt(3));
      String request =
          "{'q':'%s','matchingStrategy':'%s','limit':50}"
              .formatted(text(random, 4) + (random.nextBoolean() ? " " : ""), strategy);
      assertThat(shown(merged(shards, request)))
          .as("seed %d, %d parts, %s, request %s", seed, parts, settings, request)
          .isEqualTo(shown(whole.ask(request).hits()));
    }
  }

  private static String text(Random random, int most) {
    List<String> words = new ArrayList<>();
    for (int word = 1 + random.nextInt(most); word > 0; word--) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(random.nextInt(8) == 0 ? ", " : " ", words);
  }

  private static List<String> shown(List<RankedHit> hits) {
    return hits.stream().map(hit -> hit.key() + ": " + Lab.ranks(hit)).toList();
  }

  private static List<RankedHit> merged(List<Lab> shards, String json) {
    SearchRequest request = GoldenRequests.read(Lab.json(json));
    TermStatistics statistics =
        shards.stream()
            .map(shard -> shard.statistics(request))
            .reduce(TermStatistics::merge)
            .orElseThrow();
    if (request.matchingStrategy() == SearchRequest.MatchingStrategy.FREQUENCY) {
      TermStatistics without = statistics;
      statistics =
          shards.stream()
              .map(shard -> without.withFrequencies(shard.frequencies(request, without)))
              .reduce((a, b) -> a.withFrequencies(sum(a.frequencies(), b.frequencies())))
              .orElseThrow();
    }
    UsedReadings agreed = UsedReadings.NONE;
    for (int round = 0; round < ROUNDS_MAX; round++) {
      List<RankedHit> hits = new ArrayList<>();
      UsedReadings seen = UsedReadings.NONE;
      for (Lab shard : shards) {
        IndexFacts facts = IndexFacts.shared(statistics, agreed);
        SearchAnswer answer = shard.ask(request, facts);
        hits.addAll(answer.hits());
        seen = seen.union(facts.seen());
      }
      if (seen.equals(agreed)) {
        hits.sort(new MergeOrder());
        return hits;
      }
      agreed = seen;
    }
    throw new AssertionError("no agreement after " + ROUNDS_MAX + " rounds: " + json);
  }

  private static List<Long> sum(List<Long> left, List<Long> right) {
    List<Long> found = new ArrayList<>();
    for (int at = 0; at < left.size(); at++) {
      found.add(left.get(at) + right.get(at));
    }
    return found;
  }

  /** Rule by rule, then by ordinal. */
  private static final class MergeOrder implements Comparator<RankedHit> {
    @Override
    public int compare(RankedHit left, RankedHit right) {
      for (int at = 0; at < left.scores().size(); at++) {
        int order = Integer.compare(rank(right.scores().get(at)), rank(left.scores().get(at)));
        if (order != 0) {
          return order;
        }
      }
      return Long.compare(left.ordinal(), right.ordinal());
    }

    private static int rank(RuleScore score) {
      return Integer.parseInt(Lab.rank(score).split("/")[0]);
    }
  }
}
