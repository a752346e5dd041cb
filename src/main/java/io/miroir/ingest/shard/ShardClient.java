package io.miroir.ingest.shard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.typed.Cluster;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeWrite;
import io.miroir.node.remote.Piece;
import io.miroir.node.remote.WriteCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Reaches shard entities wherever they run. A request that got no definite answer (the owner died,
 * moved, or is too busy) is repeated until its deadline, so an operation may be applied twice with
 * two sequence numbers; the caller must not have a later one under way for the same shard.
 */
public final class ShardClient implements Shards {
  /** Longer than a healthy write takes, short enough to find a new owner soon. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(5);

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

  private final ClusterSharding sharding;
  private final InstantSource clock;

  private ShardClient(ClusterSharding sharding, InstantSource clock) {
    this.sharding = sharding;
    this.clock = clock;
  }

  /** Lets this member host shard entities, and reaches all of them. */
  public static ShardClient start(ActorSystem<?> system, ShardServices services) {
    ClusterSharding sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                ShardEntity.KEY,
                context ->
                    ShardEntity.create(
                        ShardId.parse(context.getEntityId()), services, context.getShard()))
            .withStopMessage(ShardEntity.Stop.INSTANCE));
    String self = Cluster.get(system).selfMember().address().toString();
    system.systemActorOf(
        RepairWatch.create(
            services.tables(),
            shard ->
                sharding
                    .entityRefFor(ShardEntity.KEY, shard.toString())
                    .tell(new ShardEntity.Wake(shard, self))),
        "repair-watch",
        Props.empty());
    return new ShardClient(sharding, services.clock());
  }

  @Override
  public CompletionStage<ShardReply> write(
      ShardId shard, List<WriteOperation> operations, Instant deadline) {
    byte[] bytes = WriteCodec.WRITE.encode(new NodeWrite(shard, -1, operations));
    EntityRef<ShardEntity.Command> entity = entity(shard);
    return repeated(
        entity, deadline, (replyTo, left) -> pieces(entity, bytes, replyTo, left), PAUSE_MIN);
  }

  /** Sends all pieces but the last, which the ask itself sends. */
  private static ShardEntity.Command pieces(
      EntityRef<ShardEntity.Command> entity,
      byte[] bytes,
      ActorRef<ShardReply> replyTo,
      long timeLeftMillis) {
    ShardEntity.Write[] last = new ShardEntity.Write[1];
    Piece.each(
        bytes,
        (offset, piece) -> {
          if (last[0] != null) {
            entity.tell(last[0]);
          }
          last[0] = new ShardEntity.Write(bytes.length, offset, piece, timeLeftMillis, replyTo);
        });
    return last[0];
  }

  @Override
  public CompletionStage<ShardReply> deleteByFilter(
      ShardId shard, String filter, boolean checkOnly, Instant deadline) {
    return repeated(
        entity(shard),
        deadline,
        (replyTo, left) -> new ShardEntity.DeleteByFilter(filter, checkOnly, left, replyTo),
        PAUSE_MIN);
  }

  /** The entity as it is now; starts it when it does not run. */
  public CompletionStage<ShardView> describe(ShardId shard, Duration timeout) {
    return entity(shard).ask(ShardEntity.Describe::new, timeout);
  }

  private EntityRef<ShardEntity.Command> entity(ShardId shard) {
    return sharding.entityRefFor(ShardEntity.KEY, shard.toString());
  }

  private CompletionStage<ShardReply> repeated(
      EntityRef<ShardEntity.Command> entity,
      Instant deadline,
      BiFunction<ActorRef<ShardReply>, Long, ShardEntity.Command> request,
      Duration pause) {
    Duration left = Duration.between(clock.instant(), deadline);
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(
          new ShardReply.Unknown("no answer before the deadline"));
    }
    Duration attempt = left.compareTo(ATTEMPT_MAX) < 0 ? left : ATTEMPT_MAX;
    return entity
        .<ShardReply>ask(replyTo -> request.apply(replyTo, attempt.toMillis()), attempt)
        .exceptionally(failure -> new ShardReply.Unknown(String.valueOf(failure.getMessage())))
        .thenCompose(
            reply ->
                switch (reply) {
                  case ShardReply.Busy busy -> later(entity, deadline, request, pause, busy);
                  case ShardReply.Unknown unknown ->
                      later(entity, deadline, request, pause, unknown);
                  default -> CompletableFuture.completedFuture(reply);
                });
  }

  private CompletionStage<ShardReply> later(
      EntityRef<ShardEntity.Command> entity,
      Instant deadline,
      BiFunction<ActorRef<ShardReply>, Long, ShardEntity.Command> request,
      Duration pause,
      ShardReply answer) {
    if (clock.instant().plus(pause).isAfter(deadline)) {
      return CompletableFuture.completedFuture(answer);
    }
    Duration next =
        pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    return CompletableFuture.supplyAsync(
            () -> next, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(grown -> repeated(entity, deadline, request, grown));
  }
}
