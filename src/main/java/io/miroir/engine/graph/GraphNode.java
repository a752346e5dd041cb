package io.miroir.engine.graph;

import io.miroir.engine.query.Term;
import java.util.List;

/**
 * A term in a query graph with the derivations still in play (ranking reference, 2.8).
 *
 * @param mask a union of {@link #ZERO_TYPOS}, {@link #ONE_TYPO}, {@link #TWO_TYPOS}; or {@link
 *     #EXACT} alone: nothing but the exact word or phrase
 */
public record GraphNode(Term term, int mask) {
  public static final int ZERO_TYPOS = 1;
  public static final int ONE_TYPO = 2;
  public static final int TWO_TYPOS = 4;
  public static final int ALL = ZERO_TYPOS | ONE_TYPO | TWO_TYPOS;
  public static final int EXACT = 8;

  private static final int MASKS = 16;

  /** Equal for equal term and mask, dense, and equal on every shard. */
  public int key() {
    return term.number() * MASKS + mask;
  }

  /** The node of a key among the terms of the same query. */
  public static GraphNode ofKey(int key, List<Term> terms) {
    return new GraphNode(terms.get(key / MASKS), key % MASKS);
  }

  public boolean has(int typoClass) {
    return (mask & typoClass) != 0;
  }

  public boolean exact() {
    return mask == EXACT;
  }

  /** The node with fewer derivations. */
  public GraphNode with(int newMask) {
    return newMask == mask ? this : new GraphNode(term, newMask);
  }

  /**
   * The node narrowed to the word or phrase as typed, or null where it has none in play (reference
   * 4.9).
   */
  public GraphNode exactForm() {
    if (term.phrase() != null) {
      return with(EXACT);
    }
    boolean alive = exact() || has(ZERO_TYPOS);
    return !term.ngram() && alive && term.exists() ? with(EXACT) : null;
  }
}
