package io.miroir.operations.saga;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.Optional;

/** The one thing to be done for a step now; harmless when it is done twice. */
public sealed interface Action {

  record AddCopy(ShardId shard, NodeId node, String reason) implements Action {}

  /**
   * @param successor must be in sync
   */
  record RemoveCopy(ShardId shard, NodeId node, Optional<NodeId> successor, String reason)
      implements Action {}

  record Drain(NodeId node, boolean draining, String reason) implements Action {}

  record Forget(NodeId node) implements Action {}

  record SetFactor(IndexId index, int factor) implements Action {}

  /** Others are at it. */
  record Wait(String what) implements Action {}

  record Done(String note) implements Action {}

  /** The step can't come to its end. */
  record Impossible(String reason) implements Action {}
}
