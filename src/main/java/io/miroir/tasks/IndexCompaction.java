package io.miroir.tasks;

import io.miroir.engine.Compaction;
import io.miroir.json.ByteSizes;
import io.miroir.json.JsonWriter;
import io.miroir.model.NodeId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Compacts the copies of an index on all nodes at the same time. */
final class IndexCompaction {
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Nodes nodes;

  IndexCompaction(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * @return details of the task: bytes of all copies before and after
   */
  CompletionStage<String> run(IndexEntry index) {
    TreeSet<NodeId> hosts = new TreeSet<>();
    index.allocation().stream().flatMap(List::stream).map(Replica::node).forEach(hosts::add);
    CompletionStage<Compaction> sum = CompletableFuture.completedFuture(Compaction.NONE);
    for (NodeId host : hosts) {
      CompletionStage<Compaction> one =
          nodes.node(host).compact(index.id(), Instant.now().plus(PATIENCE));
      sum = sum.thenCombine(one, Compaction::plus);
    }
    return sum.thenApply(IndexCompaction::details);
  }

  private static String details(Compaction all) {
    return new JsonWriter()
        .object()
        .field("preCompactionSize", ByteSizes.human(all.bytesBefore()))
        .field("postCompactionSize", ByteSizes.human(all.bytesAfter()))
        .endObject()
        .toString();
  }
}
