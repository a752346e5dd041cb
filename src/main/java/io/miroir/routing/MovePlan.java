package io.miroir.routing;

import io.miroir.model.CborSerializable;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What leads from the allocation there is to the placement there should be: copies to be made,
 * moved and dropped, each with its reason. Only what differs moves, which with rendezvous hashing
 * is the minimum. Pure.
 *
 * @param moves by index and shard
 * @param blocked why copies that should move can't, one sentence each
 */
public record MovePlan(List<Move> moves, List<String> blocked) {

  /**
   * @param from the copy to be dropped once another is in sync; empty: a copy more
   * @param to the copy to be made; empty: one is dropped because there are enough
   */
  public record Move(
      ShardId shard, GroupId group, Optional<NodeId> from, Optional<NodeId> to, String reason)
      implements CborSerializable {}

  /** Which copies may move. */
  public sealed interface Scope {
    /** All of them. */
    record Everything() implements Scope {}

    /** Those of one node, which is to hold none any more. */
    record Off(NodeId node) implements Scope {}

    /** Those of one index. */
    record Of(io.miroir.model.IndexId index) implements Scope {}
  }

  public MovePlan {
    moves = List.copyOf(moves);
    blocked = List.copyOf(blocked);
  }

  /**
   * @param lost nodes that are gone for so long that their copies are made elsewhere; one that is
   *     gone for less counts as there, but gets nothing
   */
  public static MovePlan of(RoutingTable table, Set<NodeId> lost, Scope scope) {
    Maker maker = new Maker(table, lost, scope);
    table.indexes().values().stream()
        .filter(index -> !(scope instanceof Scope.Of of) || of.index().equals(index.id()))
        .sorted(Comparator.comparing(IndexEntry::id))
        .forEach(maker::plan);
    return new MovePlan(maker.moves, maker.blocked);
  }

  private static final class Maker {
    private final RoutingTable table;
    private final Set<NodeId> lost;
    private final Scope scope;
    private final Map<GroupId, List<NodeEntry>> groups;
    private final List<Move> moves = new ArrayList<>();
    private final List<String> blocked = new ArrayList<>();

    Maker(RoutingTable table, Set<NodeId> lost, Scope scope) {
      this.table = table;
      this.lost = lost;
      this.scope = scope;
      this.groups =
          table.nodes().values().stream()
              .filter(node -> node.state() != NodeEntry.State.REMOVED)
              .map(this::standing)
              .sorted(Comparator.comparing(NodeEntry::id))
              .collect(Collectors.groupingBy(NodeEntry::group, TreeMap::new, Collectors.toList()));
    }

    /** As placement shall see it. */
    private NodeEntry standing(NodeEntry node) {
      NodeEntry.State state = node.state();
      if (scope instanceof Scope.Off off && off.node().equals(node.id())) {
        state = NodeEntry.State.DRAINING;
      } else if (state == NodeEntry.State.FAILED && !lost.contains(node.id())) {
        state = NodeEntry.State.ACTIVE;
      }
      return new NodeEntry(
          node.id(), node.kind(), node.group(), node.zone(), state, node.member(), node.url());
    }

    void plan(IndexEntry index) {
      for (int number = 0; number < index.shards(); number++) {
        ShardId shard = new ShardId(index.id(), number);
        List<Replica> replicas = index.replicas(number);
        if (replicas.isEmpty()) {
          continue; // the topology places it as soon as it can
        }
        Map<GroupId, List<NodeId>> current = new HashMap<>();
        replicas.forEach(
            r -> current.computeIfAbsent(r.group(), g -> new ArrayList<>()).add(r.node()));
        Map<GroupId, List<NodeEntry>> all = new TreeMap<>(groups);
        current.keySet().forEach(group -> all.putIfAbsent(group, List.of()));
        all.forEach(
            (group, nodes) ->
                plan(
                    shard,
                    index.replicationFactor(),
                    group,
                    nodes,
                    current.getOrDefault(group, List.of())));
      }
    }

    private void plan(
        ShardId shard, int factor, GroupId group, List<NodeEntry> nodes, List<NodeId> current) {
      List<NodeId> desired =
          Placement.choose(shard, factor, nodes).stream().map(NodeEntry::id).toList();
      List<NodeId> adds = new ArrayList<>(desired);
      adds.removeAll(current);
      List<NodeId> drops = new ArrayList<>(current);
      drops.removeAll(desired);
      drops.sort(Comparator.comparing(this::stays).thenComparingDouble(n -> score(shard, n)));
      if (scope instanceof Scope.Off off) {
        off(shard, factor, group, current, adds, off.node());
        return;
      }
      while (!adds.isEmpty()) {
        NodeId to = adds.removeFirst();
        Optional<NodeId> from =
            current.size() + 1 > factor && !drops.isEmpty()
                ? Optional.of(drops.removeFirst())
                : Optional.empty();
        if (absent(to)) {
          blocked.add("%s: node %s should hold a copy, but is not there".formatted(shard, to));
        } else {
          moves.add(new Move(shard, group, from, Optional.of(to), reason(shard, nodes, from, to)));
        }
      }
      if (desired.size() == factor && current.containsAll(desired)) {
        for (NodeId from : drops) {
          String why = "%d copies are wanted, and others rank higher".formatted(factor);
          moves.add(new Move(shard, group, Optional.of(from), Optional.empty(), why));
        }
      }
    }

    private void off(
        ShardId shard,
        int factor,
        GroupId group,
        List<NodeId> current,
        List<NodeId> adds,
        NodeId node) {
      if (!current.contains(node)) {
        return;
      }
      Optional<NodeId> to = adds.stream().filter(n -> !absent(n)).findFirst();
      if (current.size() > factor) {
        String why = "%d copies are wanted, and there are more".formatted(factor);
        moves.add(new Move(shard, group, Optional.of(node), Optional.empty(), why));
      } else if (to.isPresent()) {
        String why =
            "%s, and node %s is the next in rank".formatted(standing(node, "drained"), to.get());
        moves.add(new Move(shard, group, Optional.of(node), to, why));
      } else {
        blocked.add(
            "%s: no node of group %s can take the copy of node %s beside the %d it has"
                .formatted(shard, group, node, current.size() - 1));
      }
    }

    /** False sorts first: copies on nodes that must give them go before those that may. */
    private boolean stays(NodeId node) {
      NodeEntry entry = table.nodes().get(node);
      return entry != null && standing(entry).state() == NodeEntry.State.ACTIVE;
    }

    private boolean absent(NodeId node) {
      NodeEntry entry = table.nodes().get(node);
      return entry == null || entry.state() != NodeEntry.State.ACTIVE;
    }

    private static double score(ShardId shard, NodeId node) {
      return RendezvousHash.score(shard, node, 1.0);
    }

    private String reason(ShardId shard, List<NodeEntry> nodes, Optional<NodeId> from, NodeId to) {
      if (from.isEmpty()) {
        return "a copy is missing, and node %s is the next in rank".formatted(to);
      }
      if (!stays(from.get())) {
        return "%s, and node %s is the next in rank".formatted(standing(from.get(), "drained"), to);
      }
      return "node %s ranks %d for the shard, node %s ranks %d, of %d nodes"
          .formatted(
              to, rank(shard, nodes, to), from.get(), rank(shard, nodes, from.get()), nodes.size());
    }

    private String standing(NodeId node, String otherwise) {
      return lost.contains(node)
          ? "node " + node + " is gone"
          : "node " + node + " is being " + otherwise;
    }

    private static long rank(ShardId shard, List<NodeEntry> nodes, NodeId node) {
      double own = score(shard, node);
      return 1 + nodes.stream().filter(n -> score(shard, n.id()) > own).count();
    }
  }
}
