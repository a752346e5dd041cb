package io.miroir.engine.query;

import java.util.OptionalLong;

/**
 * What a search must know of the words of the <em>whole</em> index, however many shards it is
 * spread over (ranking reference, 10.3 rows 1 to 6). One index asks its own view, lazily; a cluster
 * merges the values of its shards and hands the sums to each.
 */
public interface Lexicon {

  /** Whether a word stands anywhere, in a tolerant or an exact place. */
  boolean exists(String word);

  /** Words that start with a prefix. */
  Completions completions(String prefix);

  /** Words near a word, before the caps are applied. */
  TypoCandidates typos(String word, boolean prefix, int budget);

  /** For each cut of a word between two chars, from the left: documents with the two neighbours. */
  long[] cuts(String word);

  /** Documents matching a term under the {@code frequency} strategy; absent: count them here. */
  OptionalLong frequency(int termId);
}
