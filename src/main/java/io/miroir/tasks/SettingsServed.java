package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Waits until every in-sync replica of an index serves a settings version. It asks the nodes again
 * and again with growing pauses, since a node that re-indexes may take minutes and any message can
 * be lost; who is in sync is read anew each time.
 */
final class SettingsServed {
  private static final long PAUSE_MILLIS_MIN = 10;
  private static final long PAUSE_MILLIS_MAX = 500;
  private static final long ANSWER_SECONDS_MAX = 5;

  private final Nodes nodes;
  private final RoutingTables tables;
  private final Executor executor;

  SettingsServed(Nodes nodes, RoutingTables tables, Executor executor) {
    this.nodes = nodes;
    this.tables = tables;
    this.executor = executor;
  }

  /** Completes also when the index has been deleted meanwhile. */
  CompletionStage<Void> await(IndexId index, long version) {
    return look(index, version, PAUSE_MILLIS_MIN);
  }

  private CompletionStage<Void> look(IndexId index, long version, long pauseMillis) {
    return served(index, version)
        .thenCompose(
            served ->
                served
                    ? CompletableFuture.<Void>completedFuture(null)
                    : CompletableFuture.supplyAsync(
                            () -> null,
                            CompletableFuture.delayedExecutor(
                                pauseMillis, TimeUnit.MILLISECONDS, executor))
                        .thenCompose(
                            ignored ->
                                look(index, version, Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX))));
  }

  private CompletionStage<Boolean> served(IndexId index, long version) {
    RoutingTable table = tables.current();
    Optional<IndexEntry> entry = table.index(index);
    if (entry.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    Set<NodeId> readable =
        entry.get().allocation().stream()
            .flatMap(Collection::stream)
            .filter(Replica::inSync)
            .map(Replica::node)
            .filter(node -> !isFailed(table, node))
            .collect(Collectors.toSet());
    CompletionStage<Boolean> all = CompletableFuture.completedFuture(!readable.isEmpty());
    for (NodeId node : readable) {
      all = all.thenCombine(serves(node, index, version), Boolean::logicalAnd);
    }
    return all;
  }

  /** Such a node is not read, and below the floor that is raised next it never is. */
  private static boolean isFailed(RoutingTable table, NodeId node) {
    NodeEntry entry = table.nodes().get(node);
    return entry != null && entry.state() == NodeEntry.State.FAILED;
  }

  private CompletionStage<Boolean> serves(NodeId node, IndexId index, long version) {
    return nodes
        .node(node)
        .versions()
        .toCompletableFuture()
        .orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
        .handle((versions, failure) -> failure == null ? versions : Map.<IndexId, Long>of())
        .thenApply(versions -> versions.getOrDefault(index, -1L) >= version);
  }
}
