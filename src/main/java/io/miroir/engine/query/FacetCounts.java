package io.miroir.engine.query;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The facet distribution of one field over one shard set, in the order in which this shard set
 * alone would show it.
 *
 * @param values may hold more than {@code maxValuesPerFacet}, so that a merge stays exact
 * @param min and max: of the numbers among the candidates; absent without numbers
 */
public record FacetCounts(
    String field, List<Value> values, OptionalDouble min, OptionalDouble max) {

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
