package io.miroir.operations;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the replicas of an index how far they have come. */
final class ShardSequences {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Nodes nodes;
  private final InstantSource clock;

  ShardSequences(Nodes nodes, InstantSource clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  /** By node and shard; a node that does not answer in time is not in it. Never fails. */
  CompletionStage<Map<NodeId, Map<ShardId, Long>>> of(IndexEntry index) {
    CompletionStage<Map<NodeId, Map<ShardId, Long>>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (Map.Entry<NodeId, Set<ShardId>> asked : shards(index).entrySet()) {
      CompletionStage<Map<ShardId, Long>> answer =
          nodes
              .node(asked.getKey())
              .sequences(asked.getValue(), clock.instant().plus(PATIENCE))
              .exceptionally(failure -> Map.of());
      all =
          all.thenCombine(
              answer,
              (known, sequences) -> {
                known.put(asked.getKey(), sequences);
                return known;
              });
    }
    return all;
  }

  private static Map<NodeId, Set<ShardId>> shards(IndexEntry index) {
    Map<NodeId, Set<ShardId>> shards = new HashMap<>();
    for (int shard = 0; shard < index.shards(); shard++) {
      for (Replica replica : index.replicas(shard)) {
        shards
            .computeIfAbsent(replica.node(), node -> new HashSet<>())
            .add(new ShardId(index.id(), shard));
      }
    }
    return shards;
  }
}
