package io.miroir.search;

import io.miroir.model.NodeId;
import java.util.List;

/**
 * Who answers for what: every shard of the query in exactly one part, or among the uncovered.
 *
 * @param uncovered shards no readable in-sync replica can be found for, ascending
 * @param reasons why it came out like this, for operators
 * @param confirmed see {@link io.miroir.routing.RoutingTables#confirmed}, of the table it is from
 */
record CoveringSet(List<Part> parts, int[] uncovered, List<String> reasons, boolean confirmed) {
  CoveringSet(List<Part> parts, int[] uncovered, List<String> reasons) {
    this(parts, uncovered, reasons, true);
  }

  /** The same, from a table that may be out of date, or not. */
  CoveringSet confirmed(boolean by) {
    return new CoveringSet(parts, uncovered, reasons, by);
  }

  /**
   * @param shards ascending
   */
  record Part(NodeId node, int[] shards) {}

  boolean complete() {
    return uncovered.length == 0;
  }
}
