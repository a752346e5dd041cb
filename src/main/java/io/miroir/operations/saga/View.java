package io.miroir.operations.saga;

import io.miroir.ingest.shard.RepairReport;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What steps are decided by.
 *
 * @param lost nodes that are gone for longer than the cluster waits for them
 * @param reports the newest word of each repair under way
 */
record View(RoutingTable table, Set<NodeId> lost, Map<RepairReport.Copy, RepairReport> reports) {

  View(RoutingTable table, Set<NodeId> lost) {
    this(table, lost, Map.of());
  }

  List<Replica> replicas(ShardId shard) {
    return table.index(shard.index()).map(i -> i.replicas(shard.number())).orElse(List.of());
  }

  Optional<Replica> replica(ShardId shard, NodeId node) {
    return replicas(shard).stream().filter(r -> r.node().equals(node)).findFirst();
  }

  /** A node nobody knows counts as removed. */
  NodeEntry.State state(NodeId node) {
    return Optional.ofNullable(table.nodes().get(node))
        .map(NodeEntry::state)
        .orElse(NodeEntry.State.REMOVED);
  }

  /** How many copies the table has on a node. */
  long held(NodeId node) {
    return table.indexes().values().stream()
        .flatMap(index -> index.allocation().stream())
        .filter(copies -> copies.stream().anyMatch(r -> r.node().equals(node)))
        .count();
  }

  String filling(ShardId shard, NodeId node) {
    RepairReport report = reports.get(new RepairReport.Copy(shard, node));
    return report == null
        ? "waits for the shard's owner to fill the copy on node " + node
        : report.failure().isEmpty()
            ? "filling the copy on node " + node + ": " + report.documents() + " documents so far"
            : "the last attempt to fill the copy on node "
                + node
                + " failed: "
                + report.failure().get();
  }

  /** Documents that the copy which a step makes has got so far. */
  long documents(Step step) {
    return Optional.ofNullable(report(step)).map(RepairReport::documents).orElse(0L);
  }

  private RepairReport report(Step step) {
    return switch (step) {
      case Step.AddCopy s -> reports.get(new RepairReport.Copy(s.of(), s.to()));
      case Step.MoveCopy s -> reports.get(new RepairReport.Copy(s.of(), s.to()));
      default -> null;
    };
  }

  static String text(NodeEntry.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
