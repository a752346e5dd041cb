package io.miroir.engine.rank;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.TermStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search over some shards found, and what it took for granted.
 *
 * @param answer under distinct with more hits than asked for: also those that only a better hit of
 *     another part may let in; hits beyond the asked number have no content
 * @param semantic hits by vectors of a hybrid search, which the coordinator merges; absent: the
 *     answer's hits are all
 * @param byWords of a hybrid search: how many documents match by words alone
 * @param statistics of the part itself, when it ranked with them or they may have changed
 * @param moment changes whenever the part's documents do; unique over all parts
 * @param seen readings used by the buckets the search went through
 * @param places documents of the geo buckets it went through
 * @param frequencies documents matching each term; empty unless the strategy asks
 * @param dropped where it dropped what was left of a bucket for too low a score
 * @param values distinct values of all counted documents, each combination once with its first
 *     ordinal, when pages are finite
 * @param withoutValue how many counted documents have no distinct value, when pages are finite
 * @param asked numbers of the terms whose typos the search looked at
 * @param unknown entries of {@code attributesToSearchOn} that no field here fits
 * @param fields searchable fields, when some entry is unknown
 */
public record PartAnswer(
    SearchAnswer answer,
    Optional<List<RankedHit>> semantic,
    long byWords,
    Optional<TermStatistics> statistics,
    long moment,
    UsedReadings seen,
    Map<List<RuleScore>, GeoPlaces> places,
    List<Long> frequencies,
    List<List<RuleScore>> dropped,
    List<Combination> values,
    long withoutValue,
    List<Integer> asked,
    List<String> unknown,
    List<String> fields) {

  /** Values that some documents have, and the lowest ordinal of these. */
  public record Combination(List<String> values, long ordinal) {}

  /** An answer of a node that knows nothing of parts. */
  public static PartAnswer plain(SearchAnswer answer) {
    return new PartAnswer(
        answer,
        Optional.empty(),
        answer.candidates(),
        Optional.empty(),
        0,
        UsedReadings.NONE,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        List.of(),
        List.of(),
        List.of());
  }
}
