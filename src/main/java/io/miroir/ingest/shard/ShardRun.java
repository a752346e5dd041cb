package io.miroir.ingest.shard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.Cluster;
import io.miroir.engine.WriteCounts;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.SearchNode;
import io.miroir.node.remote.Assembly;
import io.miroir.node.remote.WriteCodec;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a shard entity holds in memory during an epoch, and how it carries out what {@link
 * Replication} decides. Lives inside the entity's actor; every wait ends as a message or by the
 * deadline of who waits.
 */
final class ShardRun {
  private static final long ASSEMBLY_BYTES_MAX = 128L << 20;

  private final ActorContext<ShardEntity.Command> ctx;
  private final TimerScheduler<ShardEntity.Command> timers;
  private final ShardId shard;
  private final ShardServices services;
  private final WaitingWrites waiting;
  private final Assembly<ActorRef<ShardReply>> assembly = new Assembly<>(ASSEMBLY_BYTES_MAX);
  private final Map<Long, ActorRef<ShardReply>> repliesByToken = new HashMap<>();
  private int epoch;
  private int epochSeen;
  private long lastToken;
  private Optional<ShardOpening> opening = Optional.empty();
  private Optional<Replication> replication = Optional.empty();
  private RoutingTable table = RoutingTable.EMPTY;
  private boolean resolving;
  private boolean steppedDown;
  private Instant lastWrite;
  private final RepairRun repairs;
  private final ShardMarks marks;
  private final ReplicaSender sender;

  ShardRun(
      ActorContext<ShardEntity.Command> ctx,
      TimerScheduler<ShardEntity.Command> timers,
      ShardId shard,
      ShardServices services) {
    this.ctx = ctx;
    this.timers = timers;
    this.shard = shard;
    this.services = services;
    this.waiting = new WaitingWrites(services.config().waitingBytesMax());
    this.lastWrite = now();
    this.sender = new ReplicaSender(ctx, services);
    this.marks = new ShardMarks(ctx, shard, services);
    this.repairs = new RepairRun(ctx, shard, services, marks, new Owner());
  }

  /** What a repair needs of its shard's owner. */
  private final class Owner implements RepairRun.Owner {
    @Override
    public int epoch() {
      return epoch;
    }

    @Override
    public Optional<Replication> replication() {
      return replication;
    }

    @Override
    public boolean quiet() {
      return !resolving && replication.map(Replication::inFlight).orElse(1) == 0;
    }

    @Override
    public boolean writesWait() {
      return !waiting.isEmpty();
    }

    @Override
    public long join(Replica replica) {
      long token = ++lastToken;
      carryOut(replication.orElseThrow().join(token, replica));
      return token;
    }

    @Override
    public void reopen(String reason) {
      ShardRun.this.reopen(reason);
    }
  }

  /** The newest epoch that replicas have written in; the next one must be above it. */
  int epochSeen() {
    return epochSeen;
  }

  private Instant now() {
    return services.clock().instant();
  }

  boolean steppedDown() {
    return steppedDown;
  }

  boolean idle() {
    boolean quiet =
        !repairs.running() && waiting.isEmpty() && replication.map(Replication::idle).orElse(true);
    return quiet && lastWrite.plus(services.config().passivateAfter()).isBefore(now());
  }

  /**
   * The new epoch is persisted: asks the replicas what they have, and fences whoever was before.
   */
  void begin(int newEpoch) {
    epoch = newEpoch;
    replication = Optional.empty();
    repairs.abandon();
    opening = Optional.of(new ShardOpening());
    if (!waiting.isEmpty()) {
      opening.get().wanted(now());
    }
    resolving = false;
    tick();
  }

  void on(ShardEntity.Command command) {
    switch (command) {
      case ShardEntity.Write m -> write(m);
      case ShardEntity.DeleteByFilter m ->
          enqueue(
              new WaitingWrites.Filter(
                  m.filter(), m.checkOnly(), now().plusMillis(m.timeLeftMillis()), m.replyTo()));
      case ShardEntity.Describe m -> m.replyTo().tell(view());
      case ShardEntity.Tick m -> tick();
      case ShardEntity.Opened m -> opened(m);
      case ShardEntity.Answered m -> {
        if (m.epoch() == epoch) {
          replication.ifPresent(r -> carryOut(r.answered(m.node(), m.last(), m.outcome())));
        }
      }
      case ShardEntity.Marked m -> marked(m);
      case ShardEntity.MarkAgain m -> {
        if (m.epoch() == epoch) {
          marks.mark(epoch, m.node(), "missed a write");
        }
      }
      case ShardEntity.Confirmed m -> confirmed(m);
      case ShardEntity.ConfirmAgain m -> {
        if (m.epoch() == epoch) {
          marks.confirm(epoch, m.topologyVersion());
        }
      }
      case ShardEntity.Resolved m -> resolved(m);
      case ShardEntity.Wake m -> opening.ifPresent(o -> o.wantedForRepair(now()));
      case ShardEntity.RepairStepped m -> repairs.stepped(m);
      case ShardEntity.RepairGo m -> repairs.go(m);
      case ShardEntity.HoldCheck m -> repairs.checkHold(m);
      case ShardEntity.RepairLeft m -> repairs.left(m);
      default -> throw new IllegalArgumentException("expected a command, found " + command);
    }
    if (!steppedDown) {
      followTable();
      repairs.check(entry());
      work();
    }
  }

  // --- opening

  private Optional<IndexEntry> entry() {
    return services.tables().current().index(shard.index());
  }

  /** Asks again whom it must, until the shard is open. */
  private void tick() {
    if (opening.isEmpty()) {
      return;
    }
    entry().ifPresent(entry -> ask(opening.get(), entry));
    tryToOpen();
    dropLate();
    if (opening.isPresent()) {
      timers.startSingleTimer(
          ShardEntity.Tick.INSTANCE, ShardEntity.Tick.INSTANCE, services.config().retryPause());
    }
  }

  private void ask(ShardOpening asked, IndexEntry entry) {
    Instant deadline = now().plus(services.openPatience());
    for (NodeId node : asked.toAsk(entry.replicas(shard.number()))) {
      int asking = epoch;
      ctx.pipeToSelf(
          services.nodes().node(node).open(shard, epoch, deadline),
          (sequence, failure) ->
              new ShardEntity.Opened(asking, node, sequence == null ? -1 : sequence, failure));
    }
  }

  private void opened(ShardEntity.Opened answer) {
    if (answer.epoch() == epoch && opening.isPresent()) {
      if (answer.failure() == null) {
        opening.get().answered(answer.node(), answer.sequence());
      } else {
        opening.get().silent(answer.node());
      }
      tryToOpen();
    }
  }

  private void tryToOpen() {
    Optional<IndexEntry> entry = entry();
    if (opening.isEmpty() || entry.isEmpty()) {
      return;
    }
    List<Replica> replicas = entry.get().replicas(shard.number());
    int factor = entry.get().replicationFactor();
    boolean patienceOver =
        opening.get().repairOverdue(now())
            || !waiting.isEmpty() && opening.get().impatient(now(), services.openPatience());
    Map<NodeId, Long> sequences = opening.get().sequences();
    if (mustBeginAbove(sequences)) {
      return;
    }
    if (!opening.get().complete(replicas)) {
      if (!patienceOver) {
        return;
      }
      if (!Replication.quorum(replicas, sequences.keySet(), factor)) {
        refuseWaiting("only " + sequences.size() + " of " + replicas.size() + " replicas answer");
        return;
      }
    }
    opening = Optional.empty();
    Replication.Opening begun = Replication.open(shard, epoch, factor, replicas, sequences);
    replication = Optional.of(begun.replication());
    table = services.tables().current();
    carryOut(begun.effects());
    ctx.getLog().info("Shard {} is open, epoch {}, replicas {}", shard, epoch, sequences);
  }

  /**
   * Replicas that have written in this epoch already prove that it is not new: the journal has lost
   * what it had acknowledged. Numbers given out twice would be taken for repetitions and skipped.
   */
  private boolean mustBeginAbove(Map<NodeId, Long> sequences) {
    long newest = sequences.values().stream().mapToLong(Long::longValue).max().orElse(0);
    epochSeen = Math.max(epochSeen, SequenceNumber.epoch(Math.max(newest, 0)));
    if (epochSeen < epoch) {
      return false;
    }
    ctx.getLog().error("Epoch {} of {} is not new: replicas have {}", epoch, shard, sequences);
    opening = Optional.empty();
    ctx.getSelf().tell(ShardEntity.Begin.INSTANCE);
    return true;
  }

  private void refuseWaiting(String reason) {
    waiting.removeAll().forEach(item -> item.replyTo().tell(new ShardReply.NoQuorum(reason)));
  }

  /** Replicas come and go by the table; read at each command, since entities cannot unsubscribe. */
  private void followTable() {
    RoutingTable current = services.tables().current();
    if (current == table || replication.isEmpty()) {
      return;
    }
    table = current;
    current
        .index(shard.index())
        .ifPresent(
            entry ->
                carryOut(
                    replication
                        .get()
                        .allocation(entry.replicas(shard.number()), entry.replicationFactor())));
  }

  // --- writing

  private void write(ShardEntity.Write piece) {
    Instant deadline = now().plusMillis(piece.timeLeftMillis());
    try {
      assembly
          .add(piece.replyTo(), piece.total(), piece.offset(), piece.bytes(), now(), deadline)
          .ifPresent(
              bytes ->
                  enqueue(
                      new WaitingWrites.Operations(
                          WriteCodec.WRITE.decode(bytes).operations(),
                          bytes.length,
                          deadline,
                          piece.replyTo())));
    } catch (IllegalStateException e) {
      piece.replyTo().tell(new ShardReply.Busy(e.getMessage()));
    }
  }

  private void enqueue(WaitingWrites.Item item) {
    lastWrite = now();
    opening.ifPresent(o -> o.wanted(now()));
    if (!waiting.add(item)) {
      item.replyTo().tell(new ShardReply.Busy("too many writes wait at shard " + shard));
    }
  }

  private void dropLate() {
    while (waiting.peek().filter(item -> item.deadline().isBefore(now())).isPresent()) {
      WaitingWrites.Item item = waiting.peek().get();
      waiting.remove();
      item.replyTo()
          .tell(
              new ShardReply.Unknown("the deadline passed before shard " + shard + " could begin"));
    }
  }

  /** Begins what waits, in order, as far as the window allows. */
  private void work() {
    if (replication.isEmpty()) {
      return;
    }
    Replication open = replication.get();
    while (!resolving
        && !repairs.holding()
        && replication.isPresent()
        && waiting.peek().isPresent()) {
      WaitingWrites.Item item = waiting.peek().get();
      if (item.deadline().isBefore(now())) {
        dropLate();
      } else if (item instanceof WaitingWrites.Operations write) {
        if (open.inFlight() > 0
            && open.inFlightBytes() + write.bytes() > services.config().inFlightBytesMax()) {
          return;
        }
        waiting.remove();
        begin(write.operations(), write.bytes(), write.replyTo());
      } else if (item instanceof WaitingWrites.Filter filter) {
        if (open.inFlight() > 0) {
          return;
        }
        waiting.remove();
        resolve(filter);
      }
    }
  }

  private void begin(List<WriteOperation> operations, long bytes, ActorRef<ShardReply> replyTo) {
    long token = ++lastToken;
    repliesByToken.put(token, replyTo);
    replication.ifPresent(open -> carryOut(open.write(token, operations, bytes)));
  }

  /** Keeps later writes back, so that what matches is what is deleted. */
  private void resolve(WaitingWrites.Filter item) {
    List<NodeId> readable = replication.orElseThrow().readable();
    if (readable.isEmpty()) {
      item.replyTo().tell(new ShardReply.NoQuorum("no in-sync replica can be read"));
      return;
    }
    resolving = true;
    SearchNode reader = services.nodes().node(readable.getFirst());
    int asking = epoch;
    ctx.pipeToSelf(
        reader
            .searchable(Set.of(shard), item.deadline())
            .thenCompose(done -> reader.keys(shard, item.filter(), item.deadline())),
        (keys, failure) -> new ShardEntity.Resolved(asking, item, keys, failure));
  }

  private void resolved(ShardEntity.Resolved answer) {
    WaitingWrites.Filter item = answer.item();
    if (answer.epoch() != epoch) {
      item.replyTo().tell(new ShardReply.Unknown("the shard began a new epoch"));
      return;
    }
    resolving = false;
    Throwable cause = Failures.cause(answer.failure());
    if (cause instanceof ProblemException problem) {
      item.replyTo().tell(new ShardReply.Refused(problem.problem()));
    } else if (cause != null) {
      item.replyTo().tell(new ShardReply.Unknown(String.valueOf(cause.getMessage())));
    } else if (item.checkOnly() || answer.keys().isEmpty()) {
      item.replyTo().tell(new ShardReply.Written(WriteCounts.NONE, List.of()));
    } else {
      List<WriteOperation> deletes = answer.keys().stream().map(WriteOperation::delete).toList();
      begin(deletes, deletes.size() * 64L, item.replyTo());
    }
  }

  // --- effects

  private void carryOut(List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Send send -> sender.send(epoch, send);
        case Effect.MarkStale mark -> mark(mark);
        case Effect.AwaitConfirmed wait ->
            marks.confirm(epoch, services.tables().current().topologyVersion());
        case Effect.Acknowledge ack -> {
          reply(ack.token(), new ShardReply.Written(ack.counts(), ack.missing()));
          repairs.acknowledged(ack.token());
        }
        case Effect.RefuseNoQuorum refuse ->
            reply(refuse.token(), new ShardReply.NoQuorum(refuse.reason()));
        case Effect.GiveUp gaveUp -> reply(gaveUp.token(), new ShardReply.Unknown(gaveUp.reason()));
        case Effect.Reopen reopen -> reopen(reopen.reason());
        case Effect.StepDown down -> stepDown(down);
      }
    }
  }

  private void reply(long token, ShardReply reply) {
    ActorRef<ShardReply> replyTo = repliesByToken.remove(token);
    if (replyTo != null) {
      replyTo.tell(reply);
    }
  }

  private void mark(Effect.MarkStale mark) {
    ctx.getLog().warn("Replica of {} on {} is stale: {}", shard, mark.node(), mark.reason());
    if (!repairs.broken(mark.node(), mark.reason())) {
      marks.mark(epoch, mark.node(), mark.reason());
    }
  }

  /** Nothing is acknowledged until the topology answers: it is asked until it does. */
  private void marked(ShardEntity.Marked answer) {
    if (answer.epoch() != epoch || replication.isEmpty()) {
      return;
    }
    if (answer.failure() == null) {
      carryOut(replication.get().marked(answer.node(), answer.accepted()));
    } else {
      marks.markAgain(answer);
    }
  }

  private void confirmed(ShardEntity.Confirmed answer) {
    if (answer.epoch() != epoch || replication.isEmpty()) {
      return;
    }
    if (answer.failure() == null) {
      carryOut(replication.get().confirmed());
    } else {
      marks.confirmAgain(answer);
    }
  }

  private void reopen(String reason) {
    ctx.getLog().warn("Shard {} begins again: {}", shard, reason);
    Replication old = replication.orElseThrow();
    replication = Optional.empty();
    repairs.abandon();
    carryOut(old.giveUp(reason));
    ctx.scheduleOnce(services.config().retryPause(), ctx.getSelf(), ShardEntity.Begin.INSTANCE);
  }

  private void stepDown(Effect.StepDown down) {
    ctx.getLog().warn("Shard {} is owned by epoch {} now, not {}", shard, down.newerEpoch(), epoch);
    steppedDown = true;
    stop();
  }

  /** Answers everybody who still waits. */
  void stop() {
    repairs.abandon();
    replication.ifPresent(open -> carryOut(open.giveUp("the shard moves")));
    replication = Optional.empty();
    opening = Optional.empty();
    waiting
        .removeAll()
        .forEach(item -> item.replyTo().tell(new ShardReply.Busy("the shard moves")));
  }

  private ShardView view() {
    return new ShardView(
        shard,
        Cluster.get(ctx.getSystem()).selfMember().address().toString(),
        epoch,
        replication.isPresent(),
        replication.map(Replication::sequence).orElse(0L),
        replication.map(Replication::inFlight).orElse(0),
        waiting.size(),
        waiting.bytes(),
        replication.map(Replication::view).orElse(Map.of()));
  }
}
