package io.miroir.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.UsedReadings;
import io.miroir.model.IndexId;
import io.miroir.routing.IndexEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What searches learnt of words, for the next ones with the same words. Never believed: a node
 * tells its own statistics again when its documents have changed, and the readings it used each
 * time; so what is out of date costs a round, not a wrong answer.
 */
final class LearntWords {
  /** About 100 bytes each. */
  private static final long WORDS_MAX = 200_000;

  private static final int READINGS_MAX = 2000;

  /** Replicas take turns, and each is another part. */
  private static final int MOMENTS_MAX = 16;

  private record Key(
      IndexId index,
      long settingsVersion,
      String text,
      List<String> locales,
      MatchingStrategy strategy,
      Optional<List<String>> searchOn) {}

  private record Exactly(Key key, SearchRequest request) {}

  private final Cache<Key, KnownWords> words =
      Caffeine.newBuilder()
          .maximumWeight(WORDS_MAX)
          .<Key, KnownWords>weigher((key, known) -> weight(known))
          .build();
  private final Cache<Exactly, UsedReadings> readings =
      Caffeine.newBuilder().maximumSize(READINGS_MAX).build();

  private static int weight(KnownWords known) {
    int weight = weight(known.all());
    for (TermStatistics part : known.byMoment().values()) {
      weight += weight(part);
    }
    return weight;
  }

  private static int weight(TermStatistics of) {
    int words = 10;
    for (var each : of.completions().values()) {
      words += each.words().size() + each.dictionaryWords().size();
    }
    for (var each : of.typos().values()) {
      words += each.near().size() + each.far().size() + each.otherLetter().size();
    }
    for (List<Long> each : of.cuts().values()) {
      words += each.size() / 4;
    }
    return words;
  }

  private static Key key(IndexEntry index, SearchRequest request) {
    return new Key(
        index.id(),
        index.settingsVersion(),
        request.q().orElse(""),
        request.locales(),
        request.matchingStrategy(),
        request.attributesToSearchOn());
  }

  /**
   * @param ranking without what only shows
   */
  Optional<KnownWords> of(IndexEntry index, SearchRequest ranking) {
    Key key = key(index, ranking);
    KnownWords known = words.getIfPresent(key);
    if (known == null) {
      return Optional.empty();
    }
    UsedReadings agreed = readings.getIfPresent(new Exactly(key, ranking));
    return Optional.of(
        new KnownWords(known.byMoment(), known.all(), agreed == null ? UsedReadings.NONE : agreed));
  }

  void learn(IndexEntry index, SearchRequest ranking, KnownWords learnt) {
    Key key = key(index, ranking);
    KnownWords before = words.getIfPresent(key);
    Map<Long, TermStatistics> moments = new HashMap<>(learnt.byMoment());
    if (before != null && before.byMoment().size() + moments.size() <= MOMENTS_MAX) {
      before.byMoment().forEach(moments::putIfAbsent);
    }
    words.put(key, new KnownWords(Map.copyOf(moments), learnt.all(), UsedReadings.NONE));
    if (!learnt.agreed().buckets().isEmpty()) {
      readings.put(new Exactly(key, ranking), learnt.agreed());
    }
  }
}
