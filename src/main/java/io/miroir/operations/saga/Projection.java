package io.miroir.operations.saga;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routing table as it will be when every step that is under way or to come has ended well: what
 * a new plan must begin from. Pure.
 */
final class Projection {
  private Projection() {}

  static View of(OperationsState state, View view) {
    Map<ShardId, List<Replica>> changed = new HashMap<>();
    for (Operation operation : state.active()) {
      if (operation.state() != Operation.State.CANCELLING) {
        operation.steps().stream()
            .filter(progress -> !progress.phase().ended())
            .filter(progress -> progress.phase() != Operation.Phase.UNDOING)
            .forEach(progress -> apply(view, progress.step(), changed));
      }
    }
    return changed.isEmpty()
        ? view
        : new View(with(view.table(), changed), view.lost(), view.reports());
  }

  private static void apply(View view, Step step, Map<ShardId, List<Replica>> changed) {
    switch (step) {
      case Step.AddCopy s -> change(view, s.of(), Optional.empty(), Optional.of(s.to()), changed);
      case Step.MoveCopy s ->
          change(view, s.of(), Optional.of(s.from()), Optional.of(s.to()), changed);
      case Step.DropCopy s ->
          change(view, s.of(), Optional.of(s.node()), Optional.empty(), changed);
      case Step.DrainNode s -> {}
      case Step.ForgetNode s -> {}
      case Step.SetFactor s -> {}
    }
  }

  private static void change(
      View view,
      ShardId shard,
      Optional<NodeId> from,
      Optional<NodeId> to,
      Map<ShardId, List<Replica>> changed) {
    List<Replica> copies =
        new ArrayList<>(changed.getOrDefault(shard, new ArrayList<>(view.replicas(shard))));
    from.ifPresent(node -> copies.removeIf(copy -> copy.node().equals(node)));
    to.filter(node -> copies.stream().noneMatch(copy -> copy.node().equals(node)))
        .map(node -> view.table().nodes().get(node))
        .ifPresent(node -> copies.add(made(node)));
    changed.put(shard, copies);
  }

  private static Replica made(NodeEntry node) {
    return new Replica(node.id(), node.group(), Replica.State.IN_SYNC);
  }

  private static RoutingTable with(RoutingTable table, Map<ShardId, List<Replica>> changed) {
    Map<IndexId, IndexEntry> indexes = new HashMap<>(table.indexes());
    changed.forEach(
        (shard, copies) ->
            indexes.computeIfPresent(
                shard.index(), (id, index) -> with(index, shard.number(), copies)));
    return new RoutingTable(
        table.topologyVersion(),
        table.catalogVersion(),
        table.nodes(),
        table.uids(),
        indexes,
        table.features());
  }

  private static IndexEntry with(IndexEntry index, int shard, List<Replica> copies) {
    List<List<Replica>> shards = new ArrayList<>(index.allocation());
    if (shard < shards.size()) {
      shards.set(shard, List.copyOf(copies));
    }
    return new IndexEntry(
        index.id(),
        index.uid(),
        index.shards(),
        index.replicationFactor(),
        index.primaryKey(),
        index.settingsVersion(),
        index.settingsFloor(),
        index.settings(),
        index.createdAt(),
        index.updatedAt(),
        shards);
  }
}
