package io.miroir.ingest.shard;

import io.miroir.engine.WriteCounts;
import io.miroir.model.CborSerializable;
import io.miroir.model.GroupId;
import io.miroir.model.Problem;
import java.util.List;

/** What a shard says to a write. */
public sealed interface ShardReply extends CborSerializable {

  /** A group with fewer in-sync copies than the replication factor. */
  record Copies(GroupId group, int inSync, int wanted) {}

  /**
   * Durable on every in-sync replica.
   *
   * @param missing groups that have too few copies; empty when all is well
   */
  record Written(WriteCounts counts, List<Copies> missing) implements ShardReply {}

  /** No group keeps enough in-sync replicas; some may have the write all the same. */
  record NoQuorum(String reason) implements ShardReply {}

  /** Too much waits here; nothing was done. */
  record Busy(String reason) implements ShardReply {}

  /** Whether the write was applied is not known; it may be repeated. */
  record Unknown(String reason) implements ShardReply {}

  /** What the client did wrong, told by a node. */
  record Refused(Problem problem) implements ShardReply {}
}
