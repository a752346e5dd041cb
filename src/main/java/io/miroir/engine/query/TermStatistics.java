package io.miroir.engine.query;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one set of shards knows of the words of one query. Statistics of disjoint sets of documents
 * add up with {@link #merge}; the sum over all shards is the {@link Lexicon} with which each shard
 * ranks as if it held the whole index (ranking reference, 10.4, phase A).
 *
 * @param existing words and n-grams of the query that stand in the index
 * @param completions by prefix
 * @param typos by {@link #key}
 * @param cuts documents per cut, by word
 * @param frequencies per original term; empty: to be counted where the search runs
 */
public record TermStatistics(
    Set<String> existing,
    Map<String, Completions> completions,
    Map<String, TypoCandidates> typos,
    Map<String, List<Long>> cuts,
    List<Long> frequencies)
    implements Lexicon {

  /**
   * Asks a lexicon for everything a query may want to know. Frequencies depend on the merged answer
   * and are left out.
   */
  public static TermStatistics of(ParsedQuery query, Lexicon source) {
    var found =
        new TermStatistics(
            new HashSet<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), List.of());
    for (Term term : query.terms()) {
      if (term.underivable()) {
        continue;
      }
      String word = term.text();
      if (source.exists(word)) {
        found.existing.add(word);
      }
      if (term.prefix()) {
        found.completions.computeIfAbsent(word, source::completions);
      }
      if (term.budget() > 0) {
        found.typos.computeIfAbsent(
            key(word, term.prefix(), term.budget()),
            key -> source.typos(word, term.prefix(), term.budget()));
      }
      found.cuts.computeIfAbsent(word, w -> boxed(source.cuts(w)));
    }
    return found;
  }

  private static List<Long> boxed(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  static String key(String word, boolean prefix, int budget) {
    return budget + (prefix ? "*" : "=") + word;
  }

  /** The statistics of both sets of shards together; both of the same query. */
  public TermStatistics merge(TermStatistics other) {
    Set<String> words = new HashSet<>(existing);
    words.addAll(other.existing);
    Map<String, Completions> completed = new HashMap<>(completions);
    other.completions.forEach((word, found) -> completed.merge(word, found, Completions::merge));
    Map<String, TypoCandidates> near = new HashMap<>(typos);
    other.typos.forEach((word, found) -> near.merge(word, found, TypoCandidates::merge));
    Map<String, List<Long>> counts = new HashMap<>(cuts);
    other.cuts.forEach((word, found) -> counts.merge(word, found, TermStatistics::sum));
    return new TermStatistics(words, completed, near, counts, sum(frequencies, other.frequencies));
  }

  private static List<Long> sum(List<Long> left, List<Long> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return IntStream.range(0, left.size()).mapToObj(at -> left.get(at) + right.get(at)).toList();
  }

  /** The same with how many documents match each original term. */
  public TermStatistics withFrequencies(List<Long> counts) {
    return new TermStatistics(existing, completions, typos, cuts, counts);
  }

  @Override
  public boolean exists(String word) {
    return existing.contains(word);
  }

  @Override
  public Completions completions(String prefix) {
    return completions.getOrDefault(prefix, Completions.NONE);
  }

  @Override
  public TypoCandidates typos(String word, boolean prefix, int budget) {
    return typos.getOrDefault(key(word, prefix, budget), TypoCandidates.NONE);
  }

  @Override
  public long[] cuts(String word) {
    return cuts.getOrDefault(word, List.of()).stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public OptionalLong frequency(int termId) {
    return frequencies.isEmpty() ? OptionalLong.empty() : OptionalLong.of(frequencies.get(termId));
  }
}
