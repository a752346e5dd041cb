package io.miroir.ingest.shard;

import akka.actor.typed.javadsl.ActorContext;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Carries out the repairs of one shard, one at a time, inside its entity's actor. Level-triggered:
 * looks at the routing table with every command of the entity.
 *
 * <p>What is asked of the topology about one replica is asked one after the other: a replica that
 * fails while it is let in is marked stale only after that came to an end, so that the later
 * request is also the last one to be done.
 */
final class RepairRun {
  private static final Duration READ_TIME = Duration.ofSeconds(30);
  private static final Duration OPEN_TIME = Duration.ofSeconds(4);
  private static final Duration YIELD_MAX = Duration.ofMillis(250);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
  private static final Duration HOLD_CHECK = Duration.ofMillis(500);

  /** Even when nobody waits: the shard can't move meanwhile. */
  private static final Duration QUIET_HOLD_MAX = Duration.ofSeconds(60);

  /** The shard as its owner has it. */
  interface Owner {
    int epoch();

    Optional<Replication> replication();

    /** Nothing is in flight. */
    boolean quiet();

    boolean writesWait();

    /** Answers with the token of the first write that the replica takes. */
    long join(Replica replica);

    void reopen(String reason);
  }

  private final ActorContext<ShardEntity.Command> ctx;
  private final ShardId shard;
  private final ShardServices services;
  private final ShardMarks marks;
  private final Owner owner;
  private final RepairBackoff backoff;
  private Optional<Repair> current = Optional.empty();
  private Replica replica;
  private long number;
  private Instant begun = Instant.MIN;
  private Instant stepBegun = Instant.MIN;
  private Optional<Instant> holdSince = Optional.empty();
  private Instant reported = Instant.MIN;
  private boolean announced;
  private boolean entering;
  private boolean leaving;
  private long joinToken;
  private Optional<String> markAfterEntering = Optional.empty();

  RepairRun(
      ActorContext<ShardEntity.Command> ctx,
      ShardId shard,
      ShardServices services,
      ShardMarks marks,
      Owner owner) {
    this.ctx = ctx;
    this.shard = shard;
    this.services = services;
    this.marks = marks;
    this.owner = owner;
    this.backoff = new RepairBackoff(services.config().repairPause());
  }

  private Instant now() {
    return services.clock().instant();
  }

  boolean running() {
    return current.isPresent() || leaving;
  }

  /** Whether writes must wait. */
  boolean holding() {
    return holdSince.isPresent();
  }

  /** Begins a repair where one is due, and goes on with one that waits for a quiet moment. */
  void check(Optional<IndexEntry> entry) {
    Optional<Replication> open = owner.replication();
    if (open.isEmpty() || entry.isEmpty()) {
      return;
    }
    if (current.isPresent() && !listed(entry.get(), current.get().target())) {
      // Writes that it missed meanwhile wait for its mark, which nobody else would ask for.
      markAfterEntering.ifPresent(reason -> marks.mark(owner.epoch(), replica.node(), reason));
      end(false, "the copy is not wanted there any more");
    }
    if (current.isEmpty() && !leaving) {
      entry.get().replicas(shard.number()).stream()
          .filter(candidate -> due(candidate, open.get()))
          .findFirst()
          .ifPresent(due -> begin(due, open.get()));
    } else if (holdSince.isPresent() && !current.get().holding() && owner.quiet()) {
      advance(Repair::held);
    }
  }

  private boolean listed(IndexEntry entry, NodeId node) {
    return entry.replicas(shard.number()).stream().anyMatch(r -> r.node().equals(node));
  }

  private boolean due(Replica candidate, Replication open) {
    NodeId node = candidate.node();
    return !candidate.inSync()
        && !open.has(node)
        && !open.marking(node)
        && RepairWatch.answers(services.tables().current(), node)
        && backoff.over(node, now());
  }

  private void begin(Replica due, Replication open) {
    if (open.readable().isEmpty() || !services.repairs().take(shard, now())) {
      return;
    }
    NodeId source = open.readable().get(backoff.failures(due.node()) % open.readable().size());
    number++;
    replica = due;
    begun = now();
    announced = false;
    Repair repair = new Repair(source, due.node());
    current = Optional.of(repair);
    perform(repair.begin());
  }

  // --- steps

  private void perform(Repair.Step step) {
    Repair repair = current.orElseThrow();
    services.repairs().take(shard, now());
    stepBegun = now();
    if (holdSince.isPresent() && !repair.holding() && !(step instanceof Repair.Step.Hold)) {
      release();
    }
    SearchNode source = services.nodes().node(repair.source());
    SearchNode target = services.nodes().node(repair.target());
    Instant deadline = now().plus(READ_TIME);
    switch (step) {
      case Repair.Step.Open s -> ask(open(target), Repair::opened);
      case Repair.Step.Fill s -> announce();
      case Repair.Step.ReadChanges s ->
          ask(source.changes(shard, s.after(), Repair.CHANGES_LIMIT, deadline), Repair::changed);
      case Repair.Step.ReadSequence s ->
          ask(
              source
                  .sequences(Set.of(shard), deadline)
                  .thenApply(all -> all.getOrDefault(shard, 0L)),
              Repair::walk);
      case Repair.Step.ReadPage s ->
          ask(
              (s.ofSource() ? source : target)
                  .page(shard, s.afterKey(), Repair.PAGE_LIMIT, deadline),
              (r, page) -> r.read(s.ofSource(), page));
      case Repair.Step.Copy s ->
          ask(
              target
                  .repair(shard, owner.epoch(), s.operations(), deadline)
                  .thenApply(this::durable),
              (r, yes) -> r.copied());
      case Repair.Step.Hold s -> hold();
      case Repair.Step.ReadFingerprints s ->
          ask(
              source
                  .fingerprint(shard, deadline)
                  .thenCombine(target.fingerprint(shard, deadline), Fingerprints::new),
              (r, both) -> r.compared(both.source(), both.target()));
      case Repair.Step.Join s -> join(repair);
      case Repair.Step.Enter s -> enter(target, repair.target());
      case Repair.Step.Done s -> done(repair);
      case Repair.Step.GiveUp s -> failed(s.reason());
    }
  }

  private record Fingerprints(
      io.miroir.engine.Fingerprint source, io.miroir.engine.Fingerprint target) {}

  private boolean durable(WriteOutcome outcome) {
    if (outcome instanceof WriteOutcome.Durable) {
      return true;
    }
    throw new CompletionException(outcome.toString(), null);
  }

  private <T> void ask(CompletionStage<T> answer, BiFunction<Repair, T, Repair.Step> event) {
    long most = READ_TIME.toMillis() + 5_000;
    pipe(answer.toCompletableFuture().orTimeout(most, TimeUnit.MILLISECONDS), event);
  }

  private <T> void pipe(CompletionStage<T> answer, BiFunction<Repair, T, Repair.Step> event) {
    int epoch = owner.epoch();
    long repair = number;
    ctx.pipeToSelf(
        answer,
        (result, failure) ->
            new ShardEntity.RepairStepped(epoch, repair, r -> event.apply(r, result), failure));
  }

  private void announce() {
    announced = true;
    RepairMetrics.begun();
    pipe(services.topology().markFilling(shard, replica.node(), owner.epoch()), Repair::filling);
  }

  private void hold() {
    holdSince = Optional.of(now());
    ctx.scheduleOnce(HOLD_CHECK, ctx.getSelf(), new ShardEntity.HoldCheck(owner.epoch(), number));
  }

  private void release() {
    holdSince.ifPresent(since -> RepairMetrics.held(Duration.between(since, now()).toMillis()));
    holdSince = Optional.empty();
  }

  private void join(Repair repair) {
    joinToken = owner.join(replica);
    repair.released();
    release();
  }

  /** Not begun while the node could not enter: that may take as long as re-indexing does. */
  private CompletionStage<Long> open(SearchNode target) {
    int epoch = owner.epoch();
    return servesSettings(target)
        .thenCompose(yes -> target.open(shard, epoch, now().plus(OPEN_TIME)));
  }

  /** A node that serves older settings than readers ask for would refuse every read. */
  private CompletionStage<Boolean> servesSettings(SearchNode target) {
    long floor =
        services.tables().current().index(shard.index()).map(IndexEntry::settingsFloor).orElse(0L);
    return target
        .versions()
        .toCompletableFuture()
        .orTimeout(OPEN_TIME.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            versions -> {
              long serves = versions.getOrDefault(shard.index(), 0L);
              if (serves < floor) {
                throw new IllegalStateException(
                    "expected settings version " + floor + " or newer, serving " + serves);
              }
              return true;
            });
  }

  /**
   * Ends when the topology's answer or its failure is known, never before. What was copied is made
   * searchable first: tasks ended without waiting for this replica.
   */
  private void enter(SearchNode target, NodeId node) {
    entering = true;
    int epoch = owner.epoch();
    pipe(
        servesSettings(target)
            .thenCompose(yes -> target.searchable(Set.of(shard), now().plus(READ_TIME)))
            .thenCompose(seen -> services.topology().markInSync(shard, node, epoch)),
        Repair::entered);
  }

  // --- what comes

  void stepped(ShardEntity.RepairStepped answer) {
    if (!mine(answer.epoch(), answer.repair())) {
      return;
    }
    boolean entered = entering;
    entering = false;
    if (markAfterEntering.isPresent()) {
      String reason = markAfterEntering.get();
      marks.mark(owner.epoch(), replica.node(), reason);
      end(false, reason);
    } else if (answer.failure() == null) {
      advance(answer.event());
    } else if (entered) {
      // Whether it is in sync now is not known, but it takes every write: it is asked until told.
      ctx.getLog()
          .info("{} on {} is not let in yet: {}", shard, replica.node(), reason(answer.failure()));
      later(new Repair.Step.Enter(), services.config().retryPause());
    } else {
      failed(reason(answer.failure()));
    }
  }

  private static String reason(Throwable failure) {
    return String.valueOf(Failures.cause(failure).getMessage());
  }

  private boolean mine(int epoch, long repair) {
    return current.isPresent() && epoch == owner.epoch() && repair == number;
  }

  /** Writes of clients come first: a copy waits as long as what came before it took. */
  private void advance(Function<Repair, Repair.Step> event) {
    Repair repair = current.orElseThrow();
    Repair.Step next = event.apply(repair);
    if (reported.plus(REPORT_EVERY).isBefore(now())) {
      report(repair, false, Optional.empty());
    }
    Duration took = Duration.between(stepBegun, now());
    boolean yields = !repair.holding() && (owner.writesWait() || !owner.quiet());
    if (yields && next instanceof Repair.Step.Copy) {
      later(next, took.compareTo(YIELD_MAX) < 0 ? took : YIELD_MAX);
    } else {
      perform(next);
    }
  }

  private void report(Repair repair, boolean ended, Optional<String> failure) {
    reported = now();
    services
        .listener()
        .reported(
            new RepairReport(
                new RepairReport.Copy(shard, repair.target()),
                repair.copiedDocuments(),
                repair.copiedBytes(),
                ended,
                failure));
  }

  private void later(Repair.Step step, Duration pause) {
    ctx.scheduleOnce(pause, ctx.getSelf(), new ShardEntity.RepairGo(owner.epoch(), number, step));
  }

  void go(ShardEntity.RepairGo message) {
    if (mine(message.epoch(), message.repair())) {
      perform(message.step());
    }
  }

  void checkHold(ShardEntity.HoldCheck message) {
    if (!mine(message.epoch(), message.repair()) || holdSince.isEmpty()) {
      return;
    }
    Duration held = Duration.between(holdSince.get(), now());
    Duration most = owner.writesWait() ? services.config().holdMax() : QUIET_HOLD_MAX;
    if (held.compareTo(most) > 0) {
      failed("writes can't be held for longer than " + most);
    } else {
      ctx.scheduleOnce(HOLD_CHECK, ctx.getSelf(), message);
    }
  }

  /** The first write that the target takes is through. */
  void acknowledged(long token) {
    if (current.isPresent() && token == joinToken && joined()) {
      advance(Repair::joined);
    }
  }

  private boolean joined() {
    return owner.replication().filter(open -> open.has(replica.node())).isPresent();
  }

  /**
   * A replica missed a write.
   *
   * @return true when it will be marked stale later, by this
   */
  boolean broken(NodeId node, String reason) {
    if (current.isEmpty() || !current.get().target().equals(node)) {
      return false;
    }
    if (entering) {
      markAfterEntering = Optional.of(reason);
      return true;
    }
    end(false, reason);
    return false;
  }

  // --- the end

  private void done(Repair repair) {
    ctx.getLog()
        .info(
            "{} on {} is in sync again: {} documents copied, {} compared, in {} ms",
            shard,
            repair.target(),
            repair.copiedDocuments(),
            repair.comparedDocuments(),
            Duration.between(begun, now()).toMillis());
    end(true, "");
  }

  private void failed(String reason) {
    boolean refused = joined();
    boolean told = announced;
    end(false, reason);
    if (refused) {
      // It takes writes, but a newer owner says who is in sync.
      owner.reopen("letting a replica in was refused");
    } else if (told) {
      leave(reason);
    }
  }

  /** The next repair waits for this, since the later request must be the last one. */
  private void leave(String reason) {
    leaving = true;
    int epoch = owner.epoch();
    ctx.pipeToSelf(
        services.topology().markStale(shard, replica.node(), epoch, "repair failed: " + reason),
        (accepted, failure) -> new ShardEntity.RepairLeft(epoch));
  }

  void left(ShardEntity.RepairLeft message) {
    leaving = leaving && message.epoch() != owner.epoch();
  }

  private void end(boolean inSync, String reason) {
    Repair repair = current.orElseThrow();
    report(repair, true, inSync ? Optional.empty() : Optional.of(reason));
    if (announced) {
      long millis = Duration.between(begun, now()).toMillis();
      RepairMetrics.ended(inSync, repair.copiedDocuments(), millis);
    }
    if (inSync) {
      backoff.succeeded(repair.target());
    } else {
      backoff.failed(repair.target(), announced, now());
      if (announced) {
        ctx.getLog().warn("Repair of {} on {} failed: {}", shard, repair.target(), reason);
      }
    }
    abandon();
  }

  /** The epoch is over, and with it everything under way. */
  void abandon() {
    current = Optional.empty();
    release();
    entering = false;
    leaving = false;
    joinToken = 0;
    markAfterEntering = Optional.empty();
    services.repairs().release(shard);
  }
}
