package io.miroir.topology;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.Replica;
import java.util.Optional;

/** Whether a replica may leave or enter the in-sync set. Pure. */
final class ReplicaChange {
  enum Verdict {
    REFUSED,
    ALREADY,
    CHANGES
  }

  private ReplicaChange() {}

  /**
   * @param epoch of the shard's owner who asks; one older than the newest seen has been replaced
   */
  static Verdict judge(
      TopologyState state, ShardId shard, NodeId node, Replica.State wanted, int epoch) {
    if (state.replicas(shard).isEmpty() || epoch < state.epoch(shard)) {
      return Verdict.REFUSED;
    }
    Optional<Replica> replica = state.replica(shard, node);
    if (replica.isEmpty()) {
      // Nobody reads there, which is all that is asked by marking it stale.
      return wanted == Replica.State.STALE ? Verdict.ALREADY : Verdict.REFUSED;
    }
    if (replica.get().state() == wanted) {
      return Verdict.ALREADY;
    }
    if (wanted == Replica.State.IN_SYNC || !replica.get().inSync()) {
      return Verdict.CHANGES;
    }
    long remaining = state.replicas(shard).stream().filter(Replica::inSync).count() - 1;
    return remaining > 0 ? Verdict.CHANGES : Verdict.REFUSED;
  }
}
