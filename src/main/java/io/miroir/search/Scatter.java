package io.miroir.search;

import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.routing.IndexEntry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What is asked of each node of a covering set.
 *
 * @param index as the plan saw it
 * @param shards all the query needs, ascending
 * @param deadline by this member's clock
 */
record Scatter<A>(IndexEntry index, int[] shards, Instant deadline, Call<A> call) {

  /** One request to one node for some of the shards. */
  @FunctionalInterface
  interface Call<A> {
    CompletionStage<A> ask(SearchNode node, ReadScope scope);
  }

  /** What one node answered for some shards. */
  record Part<A>(CoveringSet.Part from, A answer) {}

  /**
   * @param parts disjoint
   * @param missing shards nobody could answer for, ascending
   * @param confirmed the plan's
   */
  record Gathered<A>(List<Part<A>> parts, int[] missing, boolean confirmed) {
    List<A> answers() {
      return parts.stream().map(Part::answer).toList();
    }
  }

  ReadScope scope(CoveringSet.Part part) {
    return new ReadScope(index.id(), part.shards(), index.settingsFloor(), deadline);
  }
}
