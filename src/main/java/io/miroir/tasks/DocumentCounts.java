package io.miroir.tasks;

import io.miroir.engine.IndexStats;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.node.ReadScope;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How many documents an index has, from one in-sync replica of each shard. */
final class DocumentCounts {
  private static final int ROUNDS_MAX = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Nodes nodes;

  DocumentCounts(Nodes nodes) {
    this.nodes = nodes;
  }

  /** Fails with miroir_unavailable when a shard has no in-sync replica that answers. */
  CompletionStage<Long> of(IndexEntry index) {
    return round(index, 0);
  }

  private CompletionStage<Long> round(IndexEntry index, int round) {
    Map<NodeId, List<Integer>> plan = new TreeMap<>();
    for (int shard = 0; shard < index.shards(); shard++) {
      List<Replica> readable = index.replicas(shard).stream().filter(Replica::inSync).toList();
      if (readable.isEmpty()) {
        return CompletableFuture.failedFuture(unavailable(shard));
      }
      NodeId node = readable.get(round % readable.size()).node();
      plan.computeIfAbsent(node, key -> new java.util.ArrayList<>()).add(shard);
    }
    CompletionStage<Long> sum = CompletableFuture.completedFuture(0L);
    for (Map.Entry<NodeId, List<Integer>> part : plan.entrySet()) {
      int[] shards = part.getValue().stream().mapToInt(Integer::intValue).toArray();
      // The count does not depend on settings, so any version serves.
      ReadScope scope = new ReadScope(index.id(), shards, 0, Instant.now().plus(PATIENCE));
      CompletionStage<Long> count =
          nodes.node(part.getKey()).stats(scope).thenApply(IndexStats::documents);
      sum = sum.thenCombine(count, Long::sum);
    }
    if (round + 1 == ROUNDS_MAX) {
      return sum;
    }
    return sum.handle(
            (count, failure) ->
                failure == null
                    ? CompletableFuture.<Long>completedFuture(count)
                    : round(index, round + 1))
        .thenCompose(stage -> stage);
  }

  private static ProblemException unavailable(int shard) {
    return ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE, "Shard " + shard + " has no copy that can be read.");
  }
}
