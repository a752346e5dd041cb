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
    Replica.State now = replica.get().state();
    if (now == wanted) {
      // The epoch of a new owner is kept, so that what the old one asked for comes too late.
      return epoch > state.epoch(shard) ? Verdict.CHANGES : Verdict.ALREADY;
    }
    boolean allowed =
        switch (wanted) {
          case IN_SYNC -> now == Replica.State.FILLING;
          case FILLING -> now == Replica.State.STALE;
          case STALE -> now == Replica.State.FILLING || inSync(state, shard) > 1;
        };
    return allowed ? Verdict.CHANGES : Verdict.REFUSED;
  }

  private static long inSync(TopologyState state, ShardId shard) {
    return state.replicas(shard).stream().filter(Replica::inSync).count();
  }
}
