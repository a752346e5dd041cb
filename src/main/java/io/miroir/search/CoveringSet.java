package io.miroir.search;

import io.miroir.model.NodeId;
import java.util.List;

/**
 * Who answers for what: every shard of the query in exactly one part, or among the uncovered.
 *
 * @param uncovered shards no readable in-sync replica can be found for, ascending
 * @param reasons why it came out like this, for operators
 */
record CoveringSet(List<Part> parts, int[] uncovered, List<String> reasons) {

  /**
   * @param shards ascending
   */
  record Part(NodeId node, int[] shards) {}

  boolean complete() {
    return uncovered.length == 0;
  }
}
