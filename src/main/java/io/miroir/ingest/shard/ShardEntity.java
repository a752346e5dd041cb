package io.miroir.ingest.shard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The one owner of a shard's order of writes. Its only persistent state is the epoch: a new one
 * each time it begins, which makes its sequence numbers the newest and fences whoever owned the
 * shard before. The protocol is {@link Replication}; {@link ShardRun} carries it out.
 */
public final class ShardEntity
    extends EventSourcedBehavior<ShardEntity.Command, ShardEntity.Event, ShardEntity.State> {
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "shard");

  public interface Command {}

  /** What comes from other members. */
  sealed interface Request extends Command, CborSerializable {}

  /**
   * A piece of a run of operations, as {@code WriteCodec} tells it; {@code replyTo} is used for
   * this run alone.
   */
  record Write(
      int total, int offset, byte[] bytes, long timeLeftMillis, ActorRef<ShardReply> replyTo)
      implements Request {}

  /** Deletes what matches, or, with {@code checkOnly}, tells whether the filter is allowed. */
  record DeleteByFilter(
      String filter, boolean checkOnly, long timeLeftMillis, ActorRef<ShardReply> replyTo)
      implements Request {}

  record Describe(ActorRef<ShardView> replyTo) implements Request {}

  /** A replica of the shard is not in sync, and its node is there: {@code member} has seen it. */
  record Wake(ShardId shard, String member) implements Request {}

  enum Begin implements Command {
    INSTANCE
  }

  enum Tick implements Command {
    INSTANCE
  }

  enum IdleCheck implements Command {
    INSTANCE
  }

  public enum Stop implements Command {
    INSTANCE
  }

  record Opened(int epoch, NodeId node, long sequence, Throwable failure) implements Command {}

  record Answered(int epoch, NodeId node, long last, WriteOutcome outcome) implements Command {}

  record Marked(int epoch, NodeId node, boolean accepted, Throwable failure) implements Command {}

  record MarkAgain(int epoch, NodeId node) implements Command {}

  record Confirmed(int epoch, long topologyVersion, Throwable failure) implements Command {}

  record ConfirmAgain(int epoch, long topologyVersion) implements Command {}

  record Resolved(int epoch, WaitingWrites.Filter item, List<String> keys, Throwable failure)
      implements Command {}

  /**
   * What a step of a repair came to; {@code event} tells it to the repair.
   *
   * @param repair its number, so that late answers of an earlier one are known
   */
  record RepairStepped(
      int epoch, long repair, Function<Repair, Repair.Step> event, Throwable failure)
      implements Command {}

  /** Time for the next step of a repair. */
  record RepairGo(int epoch, long repair, Repair.Step step) implements Command {}

  /** Time to look whether a repair holds writes for too long. */
  record HoldCheck(int epoch, long repair) implements Command {}

  /** The topology was told that a repair has failed. */
  record RepairLeft(int epoch) implements Command {}

  public sealed interface Event extends CborSerializable {}

  record EpochBegun(int epoch) implements Event {}

  public record State(int epoch) implements CborSerializable {}

  private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);
  private static final double BACKOFF_RANDOM = 0.2;
  private static final int SNAPSHOT_EVERY = 20;

  private final ActorContext<Command> ctx;
  private final ActorRef<ClusterSharding.ShardCommand> region;
  private final ShardRun run;

  private ShardEntity(
      ActorContext<Command> ctx,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> region,
      ShardId shard,
      ShardServices services) {
    super(
        PersistenceId.of(KEY.name(), shard.toString()),
        SupervisorStrategy.restartWithBackoff(BACKOFF_MIN, BACKOFF_MAX, BACKOFF_RANDOM));
    this.ctx = ctx;
    this.region = region;
    this.run = new ShardRun(ctx, timers, shard, services);
    timers.startTimerWithFixedDelay(
        IdleCheck.INSTANCE, services.config().passivateAfter().dividedBy(4));
  }

  /**
   * @param region told when the entity wants to be passivated
   */
  public static Behavior<Command> create(
      ShardId shard, ShardServices services, ActorRef<ClusterSharding.ShardCommand> region) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(timers -> new ShardEntity(ctx, timers, region, shard, services)));
  }

  @Override
  public State emptyState() {
    return new State(0);
  }

  @Override
  public CommandHandler<Command, Event, State> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Begin m -> begin(state);
          case IdleCheck m -> {
            if (run.idle()) {
              region.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
            }
            yield Effect().none();
          }
          case Stop m -> {
            run.stop();
            yield Effect().stop();
          }
          default -> {
            run.on(command);
            yield run.steppedDown() ? Effect().stop() : Effect().none();
          }
        };
  }

  private akka.persistence.typed.javadsl.Effect<Event, State> begin(State state) {
    return Effect()
        .persist(new EpochBegun(Math.max(state.epoch(), run.epochSeen()) + 1))
        .thenRun(next -> run.begin(next.epoch()));
  }

  @Override
  public EventHandler<State, Event> eventHandler() {
    return (state, event) ->
        switch (event) {
          case EpochBegun e -> new State(e.epoch());
        };
  }

  @Override
  public SignalHandler<State> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> ctx.getSelf().tell(Begin.INSTANCE))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1).withDeleteEventsOnSnapshot();
  }
}
