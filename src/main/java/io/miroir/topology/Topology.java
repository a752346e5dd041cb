package io.miroir.topology;

import akka.Done;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * This member's door to the topology singleton. Stages fail when the singleton can't be reached
 * within seconds.
 */
public interface Topology {

  /**
   * A node announces itself (at start, and again after every change of its address); persisted and
   * in every reachable member's table when it completes.
   */
  CompletionStage<NodeEntry> register(NodeEntry node);

  /**
   * Takes a node out for good; it and its data directory are refused from then on, and the member
   * that hosted it is no longer one the cluster waits for. Its replicas must have been moved
   * before.
   */
  CompletionStage<NodeEntry> remove(NodeId node);

  /**
   * Makes a member known to the cluster, in place of one that had its address before; completes
   * with all known members when every reachable one has stored that.
   */
  CompletionStage<Members> registerMember(MemberEntry member);

  /**
   * Takes a replica out of the in-sync set because it missed a write. Completes when that is
   * persisted and every reachable member uses a routing table that says so: no later read goes
   * there. Refused (false) if it would empty the in-sync set of the shard, or if {@code epoch} is
   * older than the newest one seen for the shard.
   */
  CompletionStage<Boolean> markStale(ShardId shard, NodeId node, int epoch, String reason);

  /**
   * Tells that the owner of a shard has begun to repair a stale replica; persisted and confirmed
   * like {@link #markStale}. Refused (false) for a replica in sync, and to an older epoch.
   */
  CompletionStage<Boolean> markFilling(ShardId shard, NodeId node, int epoch);

  /**
   * Puts a replica (back) into the in-sync set after it was proven equal; refused (false) unless it
   * was marked as being filled before, and to an older epoch. Who asks sends the replica every
   * write already.
   */
  CompletionStage<Boolean> markInSync(ShardId shard, NodeId node, int epoch);

  /**
   * Lets an active node hold a copy of a shard, which the shard's owner then fills; persisted and
   * confirmed like {@link #markStale}. Fails with the reason when that is refused; harmless twice.
   */
  CompletionStage<Boolean> addReplica(ShardId shard, NodeId node, String reason);

  /**
   * Takes a copy out for good; persisted and confirmed like {@link #markStale}, so that nobody
   * reads it any more when it completes, apart from queries that began before. Fails with the
   * reason when that is refused: no other copy in sync, or not the successor's. Harmless twice.
   *
   * @param successor the copy that takes its place
   */
  CompletionStage<Boolean> removeReplica(
      ShardId shard, NodeId node, Optional<NodeId> successor, String reason);

  /**
   * Tells that a node shall get no copies any more, or may again; persisted and confirmed. Its
   * copies are moved by whoever asks for this.
   */
  CompletionStage<Boolean> drain(NodeId node, boolean draining, String reason);

  /**
   * Whether a node may forget a shard: no copy there is wanted, and every reachable member's table
   * says so. False when there is one.
   */
  CompletionStage<Boolean> unlisted(ShardId shard, NodeId node);

  /**
   * Completes when every reachable member uses a routing table at least this new; fails when that
   * takes longer than seconds.
   */
  CompletionStage<Done> confirmed(long topologyVersion, long catalogVersion);

  /**
   * What a caller observed of a node, for its health: ok or not, with latency. Never fails, may be
   * lost.
   */
  void observed(NodeId node, boolean ok, long latencyNanos);

  /** Every node with its health, for management. */
  CompletionStage<List<NodeHealth>> health();
}
