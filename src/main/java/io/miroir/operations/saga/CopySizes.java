package io.miroir.operations.saga;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.node.ReadScope;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** How large the copies are that a plan makes, as nodes that hold the shards tell. */
final class CopySizes {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  record Total(long documents, long bytes) {
    static final Total NONE = new Total(0, 0);

    Total plus(Total other) {
      return new Total(documents + other.documents, bytes + other.bytes);
    }
  }

  private record Place(NodeId node, IndexId index) {}

  private final Nodes nodes;
  private final InstantSource clock;

  CopySizes(Nodes nodes, InstantSource clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  /** Without what no node tells in time. Never fails. */
  CompletionStage<Total> of(List<Step> steps, RoutingTable table) {
    Map<Place, TreeSet<Integer>> asked = new HashMap<>();
    steps.stream()
        .flatMap(CopySizes::copied)
        .forEach(
            shard ->
                holder(table, shard)
                    .ifPresent(
                        node ->
                            asked
                                .computeIfAbsent(
                                    new Place(node, shard.index()), place -> new TreeSet<>())
                                .add(shard.number())));
    CompletionStage<Total> total = CompletableFuture.completedFuture(Total.NONE);
    for (Map.Entry<Place, TreeSet<Integer>> part : asked.entrySet()) {
      int[] shards = part.getValue().stream().mapToInt(Integer::intValue).toArray();
      ReadScope scope =
          new ReadScope(part.getKey().index(), shards, 0, clock.instant().plus(PATIENCE));
      total =
          total.thenCombine(
              nodes
                  .node(part.getKey().node())
                  .stats(scope)
                  .thenApply(stats -> new Total(stats.documents(), stats.rawDocumentBytes()))
                  .exceptionally(failure -> Total.NONE),
              Total::plus);
    }
    return total;
  }

  private static Stream<ShardId> copied(Step step) {
    return switch (step) {
      case Step.AddCopy s -> Stream.of(s.of());
      case Step.MoveCopy s -> Stream.of(s.of());
      default -> Stream.empty();
    };
  }

  private static Optional<NodeId> holder(RoutingTable table, ShardId shard) {
    return table
        .index(shard.index())
        .flatMap(
            index ->
                index.replicas(shard.number()).stream()
                    .filter(Replica::inSync)
                    .map(Replica::node)
                    .findFirst());
  }
}
