package io.miroir.topology;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.List;
import java.util.Optional;

/** Whether a node may get a copy of a shard, or lose the one it has. Pure. */
final class ReplicaMove {
  /** What becomes of a request: an event, nothing to do, or a refusal in words. */
  sealed interface Outcome permits Happens, Already, Refused {}

  record Happens(TopologyEvent event) implements Outcome {}

  record Already() implements Outcome {}

  record Refused(String reason) implements Outcome {}

  private ReplicaMove() {}

  static Outcome add(TopologyState state, ShardId shard, NodeId node, String reason) {
    List<Replica> replicas = state.replicas(shard);
    Optional<NodeEntry> entry = state.node(node);
    if (replicas.isEmpty()) {
      return new Refused("shard " + shard + " is not allocated");
    }
    if (entry.map(NodeEntry::state).filter(NodeEntry.State.ACTIVE::equals).isEmpty()) {
      return new Refused("node " + node + " is not active");
    }
    if (state.replica(shard, node).isPresent()) {
      return new Already();
    }
    // What the node may still hold from before is not trusted: the owner makes it equal first.
    Replica added = new Replica(node, entry.get().group(), Replica.State.STALE);
    return new Happens(new TopologyEvent.ReplicaAdded(shard, added, reason));
  }

  /**
   * @param successor must be in sync, so that nothing is lost by a target that broke meanwhile
   */
  static Outcome remove(
      TopologyState state, ShardId shard, NodeId node, Optional<NodeId> successor, String reason) {
    Optional<Replica> replica = state.replica(shard, node);
    if (replica.isEmpty()) {
      return new Already();
    }
    if (successor.flatMap(s -> state.replica(shard, s)).filter(Replica::inSync).isEmpty()
        && successor.isPresent()) {
      return new Refused("the copy on " + successor.get() + " is not in sync");
    }
    boolean others =
        state.replicas(shard).stream().anyMatch(r -> r.inSync() && !r.node().equals(node));
    if (!others) {
      return new Refused("no other copy of shard " + shard + " is in sync");
    }
    return new Happens(new TopologyEvent.ReplicaRemoved(shard, node, reason));
  }

  /** An operator's wish for a node: to hold nothing any more, or to hold copies again. */
  static Outcome drain(TopologyState state, NodeId node, boolean draining, String reason) {
    Optional<NodeEntry.State> now = state.node(node).map(NodeEntry::state);
    NodeEntry.State wanted = draining ? NodeEntry.State.DRAINING : NodeEntry.State.ACTIVE;
    if (now.isEmpty() || now.get() == NodeEntry.State.REMOVED) {
      return new Refused("node " + node + " is unknown or was removed");
    }
    boolean drained = now.get() == NodeEntry.State.DRAINING;
    return draining == drained
        ? new Already()
        : new Happens(new TopologyEvent.NodeStateChanged(node, wanted, reason));
  }
}
