package io.miroir.topology;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.Allocation;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.TopologyPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes, members, allocations and the newest epoch seen of each shard. Immutable.
 *
 * @param version counts events
 * @param nodes by node id, allocations by index id, epochs by shard, as text
 */
record TopologyState(
    long version,
    Map<String, NodeEntry> nodes,
    Map<String, MemberEntry> members,
    Map<String, Allocation> allocations,
    Map<String, Integer> epochs)
    implements CborSerializable {

  static final TopologyState EMPTY = new TopologyState(0, Map.of(), Map.of(), Map.of(), Map.of());

  TopologyPart part() {
    return new TopologyPart(
        version,
        List.copyOf(nodes.values()),
        List.copyOf(members.values()),
        List.copyOf(allocations.values()));
  }

  Optional<NodeEntry> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id.value()));
  }

  Optional<Allocation> allocation(IndexId id) {
    return Optional.ofNullable(allocations.get(id.value()));
  }

  int epoch(ShardId shard) {
    return epochs.getOrDefault(shard.toString(), 0);
  }

  List<Replica> replicas(ShardId shard) {
    return allocation(shard.index())
        .filter(allocation -> shard.number() < allocation.shards().size())
        .map(allocation -> allocation.shards().get(shard.number()))
        .orElse(List.of());
  }

  Optional<Replica> replica(ShardId shard, NodeId node) {
    return replicas(shard).stream().filter(r -> r.node().equals(node)).findFirst();
  }

  TopologyState on(TopologyEvent event) {
    return switch (event) {
      case TopologyEvent.NodeRegistered e -> withNode(e.node());
      case TopologyEvent.NodeStateChanged e ->
          node(e.node()).map(node -> withNode(inState(node, e.state()))).orElseGet(this::next);
      case TopologyEvent.NodeRemoved e ->
          node(e.node())
              .map(node -> withNode(inState(node, NodeEntry.State.REMOVED)))
              .orElseGet(this::next);
      case TopologyEvent.MemberRegistered e -> withMember(e.member());
      case TopologyEvent.MemberForgotten e -> withoutMember(e.memberId());
      case TopologyEvent.Allocated e -> withAllocations(e.allocations());
      case TopologyEvent.Dropped e -> without(e.indexes());
      case TopologyEvent.ReplicaChanged e -> withReplica(e);
      case TopologyEvent.ReplicaAdded e -> withReplicas(e.shard(), added(e));
      case TopologyEvent.ReplicaRemoved e -> withReplicas(e.shard(), remaining(e));
    };
  }

  private static NodeEntry inState(NodeEntry node, NodeEntry.State state) {
    return new NodeEntry(
        node.id(), node.kind(), node.group(), node.zone(), state, node.member(), node.url());
  }

  private TopologyState next() {
    return new TopologyState(version + 1, nodes, members, allocations, epochs);
  }

  private TopologyState withNode(NodeEntry node) {
    Map<String, NodeEntry> changed = new LinkedHashMap<>(nodes);
    changed.put(node.id().value(), node);
    return new TopologyState(version + 1, changed, members, allocations, epochs);
  }

  private TopologyState withMember(MemberEntry member) {
    Map<String, MemberEntry> changed = new LinkedHashMap<>(members);
    changed.put(member.id(), member);
    return new TopologyState(version + 1, nodes, changed, allocations, epochs);
  }

  private TopologyState withoutMember(String memberId) {
    Map<String, MemberEntry> changed = new LinkedHashMap<>(members);
    changed.remove(memberId);
    return new TopologyState(version + 1, nodes, changed, allocations, epochs);
  }

  private TopologyState withAllocations(List<Allocation> added) {
    Map<String, Allocation> changed = new LinkedHashMap<>(allocations);
    added.forEach(allocation -> changed.put(allocation.index().value(), allocation));
    return new TopologyState(version + 1, nodes, members, changed, epochs);
  }

  private TopologyState without(List<IndexId> indexes) {
    Map<String, Allocation> changed = new LinkedHashMap<>(allocations);
    Map<String, Integer> remaining = new HashMap<>(epochs);
    for (IndexId index : indexes) {
      changed.remove(index.value());
      remaining.keySet().removeIf(shard -> ShardId.parse(shard).index().equals(index));
    }
    return new TopologyState(version + 1, nodes, members, changed, remaining);
  }

  private TopologyState withReplica(TopologyEvent.ReplicaChanged e) {
    TopologyState after =
        withReplicas(
            e.shard(),
            replicas(e.shard()).stream()
                .map(
                    r ->
                        r.node().equals(e.node()) ? new Replica(r.node(), r.group(), e.state()) : r)
                .toList());
    if (allocation(e.shard().index()).isEmpty()) {
      return after;
    }
    Map<String, Integer> raised = new HashMap<>(epochs);
    raised.merge(e.shard().toString(), e.epoch(), Math::max);
    return new TopologyState(after.version(), nodes, members, after.allocations(), raised);
  }

  private List<Replica> added(TopologyEvent.ReplicaAdded e) {
    List<Replica> all = new ArrayList<>(replicas(e.shard()));
    all.removeIf(r -> r.node().equals(e.replica().node()));
    all.add(e.replica());
    return all;
  }

  private List<Replica> remaining(TopologyEvent.ReplicaRemoved e) {
    return replicas(e.shard()).stream().filter(r -> !r.node().equals(e.node())).toList();
  }

  private TopologyState withReplicas(ShardId shard, List<Replica> replicas) {
    Allocation before = allocations.get(shard.index().value());
    if (before == null) {
      return next();
    }
    List<List<Replica>> shards = new ArrayList<>(before.shards());
    shards.set(shard.number(), replicas);
    Map<String, Allocation> changed = new LinkedHashMap<>(allocations);
    changed.put(
        before.index().value(), new Allocation(before.index(), before.catalogVersion(), shards));
    return new TopologyState(version + 1, nodes, members, changed, epochs);
  }
}
