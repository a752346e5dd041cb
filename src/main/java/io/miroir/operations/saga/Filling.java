package io.miroir.operations.saga;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.Optional;

/** How far a new copy has come: added, filled by the shard's owner, in sync. Pure. */
final class Filling {
  static final Action DELETED = new Action.Done("the index was deleted");

  private Filling() {}

  /** What is to be done, or waited for; empty once the copy is in sync. */
  static Optional<Action> of(View view, ShardId shard, NodeId to, String reason) {
    Optional<Replica> copy = view.replica(shard, to);
    if (copy.filter(Replica::inSync).isPresent()) {
      return Optional.empty();
    }
    NodeEntry.State state = view.state(to);
    boolean there = state == NodeEntry.State.ACTIVE;
    boolean soon = state == NodeEntry.State.FAILED && !view.lost().contains(to);
    if (!there && !soon) {
      return Optional.of(
          new Action.Impossible(
              "node " + to + " is " + View.text(state) + " and can take no copy"));
    }
    if (copy.isPresent()) {
      return Optional.of(new Action.Wait(view.filling(shard, to)));
    }
    return Optional.of(
        there
            ? new Action.AddCopy(shard, to, reason)
            : new Action.Wait("node " + to + " does not answer"));
  }
}
