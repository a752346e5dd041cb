package io.miroir.ingest.shard;

import io.miroir.model.NodeId;
import io.miroir.node.Nodes;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.Topology;
import java.time.Duration;
import java.time.InstantSource;

/** What a shard entity needs of its member. */
public record ShardServices(
    Nodes nodes,
    Topology topology,
    RoutingTables tables,
    ShardConfig config,
    RepairSlots repairs,
    RepairReport.Listener listener,
    InstantSource clock) {
  /** A Meilisearch server answers when its task is done, which indexes all it was sent. */
  private static final int SERVER_OPEN_FACTOR = 3;

  private static final int SERVER_WRITE_FACTOR = 2;

  /** See {@link ShardConfig#openPatience}. */
  Duration openPatience() {
    boolean servers =
        tables.current().nodes().values().stream()
            .anyMatch(
                node ->
                    node.kind() == NodeEntry.Kind.MEILISEARCH
                        && node.state() != NodeEntry.State.REMOVED);
    return servers ? config.openPatience().multipliedBy(SERVER_OPEN_FACTOR) : config.openPatience();
  }

  /** See {@link ShardConfig#replicaTimeout}. */
  Duration replicaTimeout(NodeId id) {
    NodeEntry node = tables.current().nodes().get(id);
    return node != null && node.kind() == NodeEntry.Kind.MEILISEARCH
        ? config.replicaTimeout().multipliedBy(SERVER_WRITE_FACTOR)
        : config.replicaTimeout();
  }
}
