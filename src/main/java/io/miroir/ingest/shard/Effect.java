package io.miroir.ingest.shard;

import io.miroir.engine.WriteCounts;
import io.miroir.model.NodeId;
import io.miroir.node.NodeWrite;
import java.util.List;

/** What the shard's owner must do next; decided by {@link Replication}, done by the entity. */
sealed interface Effect {

  record Send(NodeId node, NodeWrite write, long last) implements Effect {}

  record MarkStale(NodeId node, String reason) implements Effect {}

  /**
   * The table says that a replica is out, marked by somebody else: nothing is acknowledged without
   * it before every member's table says so.
   */
  record AwaitConfirmed() implements Effect {}

  /** The write is durable on every replica that stays in sync, and there are enough of them. */
  record Acknowledge(long token, WriteCounts counts, List<ShardReply.Copies> missing)
      implements Effect {}

  /** The write is not accepted; some replicas may have it. */
  record RefuseNoQuorum(long token, String reason) implements Effect {}

  /** What became of the write is unknown. */
  record GiveUp(long token, String reason) implements Effect {}

  /** Begin again with a new epoch. */
  record Reopen(String reason) implements Effect {}

  /** Somebody else owns the shard. */
  record StepDown(int newerEpoch) implements Effect {}
}
