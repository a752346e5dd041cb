package io.miroir.ingest.shard;

import akka.actor.typed.javadsl.ActorContext;
import io.miroir.node.WriteOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends writes to replicas; each is answered in time, by the replica or by its silence. */
final class ReplicaSender {
  /** What an answer takes on its way after the replica's own deadline. */
  private static final long GRACE_MILLIS = 500;

  private final ActorContext<ShardEntity.Command> ctx;
  private final ShardServices services;

  ReplicaSender(ActorContext<ShardEntity.Command> ctx, ShardServices services) {
    this.ctx = ctx;
    this.services = services;
  }

  void send(int epoch, Effect.Send send) {
    Duration patience = services.replicaTimeout(send.node());
    Instant deadline = services.clock().instant().plus(patience);
    CompletableFuture<WriteOutcome> outcome =
        services.nodes().node(send.node()).write(send.write(), deadline).toCompletableFuture();
    ctx.pipeToSelf(
        outcome.completeOnTimeout(
            new WriteOutcome.Failed("no answer in time"),
            patience.toMillis() + GRACE_MILLIS,
            TimeUnit.MILLISECONDS),
        (result, failure) ->
            new ShardEntity.Answered(
                epoch,
                send.node(),
                send.last(),
                failure == null ? result : new WriteOutcome.Failed(String.valueOf(failure))));
  }
}
