package io.miroir.operations.saga;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.Optional;
import java.util.Set;

/**
 * One idempotent part of an operation, as data. What is to be done for it now is told by comparing
 * it with the routing table, so that it goes on wherever it was after any crash. Pure. Stored for
 * good: names and meanings never change.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Step.AddCopy.class, name = "add-copy"),
  @JsonSubTypes.Type(value = Step.MoveCopy.class, name = "move-copy"),
  @JsonSubTypes.Type(value = Step.DropCopy.class, name = "drop-copy"),
  @JsonSubTypes.Type(value = Step.DrainNode.class, name = "drain-node"),
  @JsonSubTypes.Type(value = Step.ForgetNode.class, name = "forget-node"),
  @JsonSubTypes.Type(value = Step.SetFactor.class, name = "set-replication-factor")
})
public sealed interface Step extends CborSerializable {

  /** What is to be done now so that the step comes to its end. */
  Action next(View view);

  /** What is to be done now so that it is as if the step had never begun, as far as that goes. */
  Action undo(View view);

  /** Steps of one shard wait for each other, whichever operation they are of. */
  default Optional<ShardId> shard() {
    return Optional.empty();
  }

  /** Nodes that this step makes work for. */
  default Set<NodeId> nodes() {
    return Set.of();
  }

  /** Begins when all before it have ended well, and none after it begins earlier. */
  default boolean barrier() {
    return false;
  }

  /** Whether a cancelled operation takes it back even when it had ended. */
  default boolean revocable() {
    return false;
  }

  String reason();

  /** A copy more. */
  record AddCopy(ShardId of, NodeId to, String reason) implements Step {
    @Override
    public Optional<ShardId> shard() {
      return Optional.of(of);
    }

    @Override
    public Set<NodeId> nodes() {
      return Set.of(to);
    }

    @Override
    public Action next(View view) {
      return view.table().index(of.index()).isEmpty() ? Filling.DELETED : filled(view);
    }

    private Action filled(View view) {
      return Filling.of(view, of, to, reason).orElse(new Action.Done("the copy is in sync"));
    }

    @Override
    public Action undo(View view) {
      return view.replica(of, to).isPresent()
          ? new Action.RemoveCopy(of, to, Optional.empty(), "its making was given up")
          : new Action.Done("nothing half-made is left");
    }
  }

  /** A copy on one node instead of that on another. */
  record MoveCopy(ShardId of, NodeId from, NodeId to, String reason) implements Step {
    @Override
    public Optional<ShardId> shard() {
      return Optional.of(of);
    }

    @Override
    public Set<NodeId> nodes() {
      return Set.of(from, to);
    }

    @Override
    public Action next(View view) {
      if (view.table().index(of.index()).isEmpty()) {
        return Filling.DELETED;
      }
      boolean moved = view.replica(of, from).isEmpty();
      return Filling.of(view, of, to, reason)
          .orElseGet(
              () ->
                  moved
                      ? new Action.Done("the copy is on node " + to)
                      : new Action.RemoveCopy(of, from, Optional.of(to), "moved to node " + to));
    }

    /** While the source is there, the allocation from before comes back. */
    @Override
    public Action undo(View view) {
      Optional<Replica> source = view.replica(of, from);
      if (source.isEmpty() || view.replica(of, to).isEmpty()) {
        return new Action.Done(
            source.isEmpty() ? "the copy had been moved already" : "the copy stays where it was");
      }
      boolean readable = source.filter(Replica::inSync).isPresent();
      return new Action.RemoveCopy(
          of, to, readable ? Optional.of(from) : Optional.empty(), "its move was given up");
    }
  }

  /**
   * A copy less.
   *
   * @param keep copies of its group that must be in sync without it
   */
  record DropCopy(ShardId of, NodeId node, int keep, String reason) implements Step {
    @Override
    public Optional<ShardId> shard() {
      return Optional.of(of);
    }

    @Override
    public Action next(View view) {
      Optional<Replica> copy = view.replica(of, node);
      if (copy.isEmpty()) {
        return new Action.Done("there is no such copy");
      }
      long others =
          view.replicas(of).stream()
              .filter(r -> r.inSync() && r.group().equals(copy.get().group()))
              .filter(r -> !r.node().equals(node))
              .count();
      return others < keep
          ? new Action.Wait("waits until " + keep + " other copies are in sync, now " + others)
          : new Action.RemoveCopy(of, node, Optional.empty(), reason);
    }

    @Override
    public Action undo(View view) {
      return new Action.Done("nothing is left to take back");
    }
  }

  /** The node gets no copies any more. */
  record DrainNode(NodeId node, String reason) implements Step {
    @Override
    public boolean barrier() {
      return true;
    }

    @Override
    public boolean revocable() {
      return true;
    }

    @Override
    public Action next(View view) {
      return switch (view.state(node)) {
        case DRAINING -> new Action.Done("the node gets no copies any more");
        case REMOVED -> new Action.Done("the node is out already");
        default -> new Action.Drain(node, true, reason);
      };
    }

    @Override
    public Action undo(View view) {
      return view.state(node) == NodeEntry.State.DRAINING
          ? new Action.Drain(node, false, "its draining was given up")
          : new Action.Done("the node may get copies");
    }
  }

  /** The node is out for good. */
  record ForgetNode(NodeId node, String reason) implements Step {
    @Override
    public boolean barrier() {
      return true;
    }

    @Override
    public Action next(View view) {
      if (view.state(node) == NodeEntry.State.REMOVED) {
        return new Action.Done("the node is out");
      }
      long held = view.held(node);
      return held > 0
          ? new Action.Impossible("node " + node + " still holds " + held + " copies")
          : new Action.Forget(node);
    }

    @Override
    public Action undo(View view) {
      return new Action.Done("nothing is left to take back");
    }
  }

  /** The index has so many copies of each shard in a group from now on; others make them. */
  record SetFactor(IndexId index, int before, int factor, String reason) implements Step {
    @Override
    public boolean barrier() {
      return true;
    }

    @Override
    public boolean revocable() {
      return true;
    }

    @Override
    public Action next(View view) {
      return set(view, factor);
    }

    @Override
    public Action undo(View view) {
      return set(view, before);
    }

    private Action set(View view, int wanted) {
      Optional<IndexEntry> entry = view.table().index(index);
      if (entry.isEmpty()) {
        return Filling.DELETED;
      }
      return entry.get().replicationFactor() == wanted
          ? new Action.Done("the replication factor is " + wanted)
          : new Action.SetFactor(index, wanted);
    }
  }
}
