package io.miroir.engine.query;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The facet distribution of one field over one shard set, in the order in which this shard set
 * alone would show it.
 *
 * @param values may hold more than {@code maxValuesPerFacet}, so that a merge stays exact
 * @param together of several values of one document, where the order depends on them; may be empty
 * @param min and max: of the numbers among the candidates; absent without numbers
 */
public record FacetCounts(
    String field,
    List<Value> values,
    OptionalDouble min,
    OptionalDouble max,
    List<Together> together) {

  public FacetCounts(String field, List<Value> values, OptionalDouble min, OptionalDouble max) {
    this(field, values, min, max, List.of());
  }

  /**
   * Values of one kind that candidates have together, two or more, as {@link Value#normalized} has
   * them: groups of values count such documents once.
   *
   * @param count of the candidates with exactly these
   */
  public record Together(boolean number, List<String> values, long count) {}

  /**
   * One value and how many candidates have it.
   *
   * @param shown the key clients read: plain decimal of a number, original spelling of a string
   * @param normalized of a string: what makes two spellings one value; of a number: the same as
   *     shown
   * @param firstOrdinal lowest ordinal of a candidate having the value: its spelling wins in a
   *     merge
   */
  public record Value(
      boolean number,
      String shown,
      String normalized,
      double numeric,
      long count,
      long firstOrdinal) {}
}
