package io.miroir.routing;

import io.miroir.model.CborSerializable;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;

/**
 * The copy of a shard on a node.
 *
 * @param state IN_SYNC may be read; STALE has missed a write and must be repaired; FILLING is being
 *     repaired by the shard's owner
 */
public record Replica(NodeId node, GroupId group, State state) implements CborSerializable {
  public enum State {
    IN_SYNC,
    STALE,
    FILLING
  }

  public boolean inSync() {
    return state == State.IN_SYNC;
  }
}
