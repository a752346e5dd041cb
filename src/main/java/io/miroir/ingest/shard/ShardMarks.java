package io.miroir.ingest.shard;

import akka.actor.typed.javadsl.ActorContext;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;

/** What a shard asks of the topology, again and again until it answers. */
final class ShardMarks {
  private final ActorContext<ShardEntity.Command> ctx;
  private final ShardId shard;
  private final ShardServices services;

  ShardMarks(ActorContext<ShardEntity.Command> ctx, ShardId shard, ShardServices services) {
    this.ctx = ctx;
    this.shard = shard;
    this.services = services;
  }

  void mark(int epoch, NodeId node, String reason) {
    ctx.pipeToSelf(
        services.topology().markStale(shard, node, epoch, reason),
        (accepted, failure) ->
            new ShardEntity.Marked(epoch, node, Boolean.TRUE.equals(accepted), failure));
  }

  void markAgain(ShardEntity.Marked unanswered) {
    again(unanswered.failure(), new ShardEntity.MarkAgain(unanswered.epoch(), unanswered.node()));
  }

  void confirm(int epoch, long topologyVersion) {
    ctx.pipeToSelf(
        services.topology().confirmed(topologyVersion, 0),
        (done, failure) -> new ShardEntity.Confirmed(epoch, topologyVersion, failure));
  }

  void confirmAgain(ShardEntity.Confirmed unanswered) {
    again(
        unanswered.failure(),
        new ShardEntity.ConfirmAgain(unanswered.epoch(), unanswered.topologyVersion()));
  }

  private void again(Throwable failure, ShardEntity.Command later) {
    ctx.getLog().warn("Topology did not answer for {}", shard, failure);
    ctx.scheduleOnce(services.config().retryPause(), ctx.getSelf(), later);
  }
}
