package io.miroir.operations.saga;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.miroir.ingest.shard.RepairReport;
import io.miroir.model.CborSerializable;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.persistence.StoredEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The one place that decides which long changes run. Each operation is a saga of {@link Step}s;
 * {@link Driver} compares them with the routing table and says what is to be noted and done, so
 * that a new coordinator goes on where the one before was. Begins by itself what {@link Automatic}
 * says.
 */
public final class Coordinator
    extends EventSourcedBehaviorWithEnforcedReplies<
        Coordinator.Command, OperationEvent, OperationsState> {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int FAILURES_MAX = 8;

  /** How the refusal of an operation begins that is not there. */
  static final String UNKNOWN = "there is no operation ";

  private static final int ACTIVE_MAX = 100;

  /** Commands from other members are repeated by their senders. */
  public sealed interface Command {}

  /** The same request as one that is under way is answered with that one. */
  record Begin(Request request, ActorRef<StatusReply<OperationSummary>> replyTo)
      implements Command, CborSerializable {}

  /** A dry run. */
  record Preview(Request request, ActorRef<StatusReply<Plan>> replyTo)
      implements Command, CborSerializable {}

  record DescribeAll(ActorRef<StatusReply<Overview>> replyTo)
      implements Command, CborSerializable {}

  record Describe(long id, ActorRef<StatusReply<OperationView>> replyTo)
      implements Command, CborSerializable {}

  /** To pause, to go on, or to cancel; harmless twice. */
  record Change(long id, Operation.State wanted, ActorRef<StatusReply<OperationSummary>> replyTo)
      implements Command, CborSerializable {}

  record Reported(RepairReport report) implements Command, CborSerializable {}

  record Overview(List<OperationSummary> operations, double documentsPerSecond)
      implements CborSerializable {}

  enum Tick implements Command, CborSerializable {
    INSTANCE
  }

  private record ActionEnded(Driver.Key key, Optional<String> failure) implements Command {}

  record Wiring(CoordinatorConfig config, RoutingTables tables, Hands hands, Clock clock) {}

  static Behavior<Command> create(
      PersistenceId id, Function<ActorContext<Command>, Wiring> wiring) {
    return Behaviors.setup(
        ctx -> Behaviors.withTimers(timers -> new Coordinator(id, ctx, timers, wiring.apply(ctx))));
  }

  private final ActorContext<Command> ctx;
  private final Wiring wiring;
  private final LostNodes lost;
  private final Automatic automatic;
  private final Attempts attempts = new Attempts(FAILURES_MAX);
  private final Reports reports = new Reports();
  private Map<Driver.Key, String> waits = Map.of();

  private Coordinator(
      PersistenceId id, ActorContext<Command> ctx, TimerScheduler<Command> timers, Wiring wiring) {
    super(
        id,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.ctx = ctx;
    this.wiring = wiring;
    this.lost = new LostNodes(wiring.config().healAfter());
    this.automatic = new Automatic(wiring.config());
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  @Override
  public OperationsState emptyState() {
    return OperationsState.EMPTY;
  }

  @Override
  public EventHandler<OperationsState, OperationEvent> eventHandler() {
    return OperationsState::on;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(200, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public EventAdapter<OperationEvent, OperationEvent.Stored> eventAdapter() {
    return new StoredEvents<>(OperationEvent.Stored::new, OperationEvent.Stored::event);
  }

  @Override
  public CommandHandlerWithReply<Command, OperationEvent, OperationsState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Begin c -> onBegin(state, c);
          case Preview c -> onPreview(state, c);
          case DescribeAll c -> onDescribeAll(state, c);
          case Describe c -> onDescribe(state, c);
          case Change c -> onChange(state, c);
          case Reported c -> {
            attempts.reported(c.report());
            reports.add(c.report(), now());
            yield Effect().noReply();
          }
          case Tick c -> drive(state, true);
          case ActionEnded c -> {
            c.failure()
                .ifPresentOrElse(
                    reason -> attempts.failed(c.key(), reason, now()),
                    () -> attempts.succeeded(c.key()));
            yield drive(state, false);
          }
        };
  }

  private Instant now() {
    return wiring.clock().instant();
  }

  /** Empty while this member's table may lack what operations are about. */
  private Optional<View> view(OperationsState state) {
    RoutingTable table = wiring.tables().current();
    return state.covers(table) && wiring.tables().confirmed()
        ? Optional.of(new View(table, lost.look(table, now()), reports.newest()))
        : Optional.empty();
  }

  // --- commands

  private ReplyEffect<OperationEvent, OperationsState> onBegin(OperationsState state, Begin c) {
    Optional<Operation> same =
        state.active().stream().filter(o -> o.request().equals(c.request())).findFirst();
    if (same.isPresent()) {
      return Effect().reply(c.replyTo(), StatusReply.success(summary(same.get())));
    }
    Optional<View> view = view(state);
    if (view.isEmpty()) {
      return Effect().reply(c.replyTo(), StatusReply.error("there is no routing table yet"));
    }
    if (state.active().size() >= ACTIVE_MAX) {
      return Effect().reply(c.replyTo(), StatusReply.error("too many operations are under way"));
    }
    Plan plan = Plan.of(c.request(), Projection.of(state, view.get()));
    if (plan.refusal().isPresent()) {
      return Effect().reply(c.replyTo(), StatusReply.error(plan.refusal().get()));
    }
    OperationEvent.Begun begun = begun(state, c.request(), false, plan, view.get());
    return Effect()
        .persist(begun)
        .thenReply(
            c.replyTo(),
            after -> StatusReply.success(summary(after.operation(begun.id()).orElseThrow())));
  }

  private OperationEvent.Begun begun(
      OperationsState state, Request request, boolean byItself, Plan plan, View view) {
    long id = state.lastId() + 1;
    ctx.getLog()
        .info(
            "Operation {} begins: {} of {}, {} steps",
            id,
            request.kind(),
            request.subject(),
            plan.steps().size());
    return new OperationEvent.Begun(id, request, byItself, plan.steps(), Driver.basis(view), now());
  }

  private ReplyEffect<OperationEvent, OperationsState> onPreview(OperationsState state, Preview c) {
    return view(state)
        .map(view -> StatusReply.success(Plan.of(c.request(), Projection.of(state, view))))
        .map(reply -> Effect().<StatusReply<Plan>>reply(c.replyTo(), reply))
        .orElseGet(
            () -> Effect().reply(c.replyTo(), StatusReply.error("there is no routing table yet")));
  }

  private ReplyEffect<OperationEvent, OperationsState> onDescribeAll(
      OperationsState state, DescribeAll c) {
    List<OperationSummary> all =
        state.all().reversed().stream().map(operation -> summary(operation)).toList();
    Overview overview = new Overview(all, reports.documentsPerSecond(now()));
    return Effect().reply(c.replyTo(), StatusReply.success(overview));
  }

  private ReplyEffect<OperationEvent, OperationsState> onDescribe(
      OperationsState state, Describe c) {
    return Effect()
        .reply(
            c.replyTo(),
            state
                .operation(c.id())
                .map(operation -> StatusReply.success(shown(operation)))
                .orElseGet(() -> StatusReply.error(unknown(c.id()))));
  }

  private static String unknown(long id) {
    return UNKNOWN + id;
  }

  private ReplyEffect<OperationEvent, OperationsState> onChange(OperationsState state, Change c) {
    Optional<Operation> found = state.operation(c.id());
    if (found.isEmpty()) {
      return Effect().reply(c.replyTo(), StatusReply.error(unknown(c.id())));
    }
    Operation operation = found.get();
    boolean nothing =
        !operation.active()
            || operation.state() == c.wanted()
            || operation.state() == Operation.State.CANCELLING;
    if (nothing) {
      return Effect().reply(c.replyTo(), StatusReply.success(summary(operation)));
    }
    return Effect()
        .persist(new OperationEvent.StateChanged(c.id(), c.wanted(), "an operator wanted it"))
        .thenReply(
            c.replyTo(),
            after -> StatusReply.success(summary(after.operation(c.id()).orElseThrow())));
  }

  private OperationSummary summary(Operation operation) {
    return OperationSummary.of(shown(operation));
  }

  private OperationView shown(Operation operation) {
    Map<Integer, String> waiting = new HashMap<>();
    Map<Integer, Long> documents = new HashMap<>();
    View view = new View(wiring.tables().current(), java.util.Set.of(), reports.newest());
    for (int number = 0; number < operation.steps().size(); number++) {
      Operation.Progress progress = operation.steps().get(number);
      if (!progress.phase().ended()) {
        int at = number;
        Optional.ofNullable(waits.get(new Driver.Key(operation.id(), number)))
            .ifPresent(text -> waiting.put(at, text));
      }
      if (progress.phase() == Operation.Phase.RUNNING) {
        documents.put(number, view.documents(progress.step()));
      }
    }
    return new OperationView(operation, waiting, documents);
  }

  // --- driving

  private ReplyEffect<OperationEvent, OperationsState> drive(
      OperationsState state, boolean byItself) {
    Optional<View> view = view(state);
    if (view.isEmpty()) {
      return Effect().noReply();
    }
    Driver.Decision decision =
        Driver.decide(state, view.get(), wiring.config(), attempts.exhausted(state), now());
    waits = decision.waits();
    if (!decision.events().isEmpty()) {
      return persist(state, decision.events());
    }
    decision.actions().forEach(this::carryOut);
    return byItself ? automatically(state, view.get()) : Effect().noReply();
  }

  private ReplyEffect<OperationEvent, OperationsState> persist(
      OperationsState state, List<OperationEvent> events) {
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              events.forEach(event -> note(state, event));
              ctx.getSelf().tell(Tick.INSTANCE);
            })
        .thenNoReply();
  }

  private void note(OperationsState before, OperationEvent event) {
    switch (event) {
      case OperationEvent.StepEnded e -> {
        Step step = before.operation(e.id()).orElseThrow().steps().get(e.number()).step();
        attempts.forget(new Driver.Key(e.id(), e.number()), step);
        forgetReport(step);
      }
      case OperationEvent.StepGivenUp e ->
          ctx.getLog().warn("Operation {} gives step {} up: {}", e.id(), e.number(), e.reason());
      case OperationEvent.Ended e ->
          ctx.getLog().info("Operation {} has ended: {} {}", e.id(), e.state(), e.reason());
      default -> {}
    }
  }

  private void forgetReport(Step step) {
    switch (step) {
      case Step.AddCopy s -> reports.forget(new RepairReport.Copy(s.of(), s.to()));
      case Step.MoveCopy s -> reports.forget(new RepairReport.Copy(s.of(), s.to()));
      default -> {}
    }
  }

  private void carryOut(Driver.Key key, Action action) {
    if (attempts.begin(key, now())) {
      ctx.pipeToSelf(
          wiring.hands().carryOut(action),
          (done, failure) ->
              new ActionEnded(key, Optional.ofNullable(failure).map(Coordinator::reason)));
    } else {
      attempts.lastFailure(key).ifPresent(reason -> waits.put(key, "tried again soon: " + reason));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private ReplyEffect<OperationEvent, OperationsState> automatically(
      OperationsState state, View view) {
    View planned = Projection.of(state, view);
    Automatic.Wish wish = automatic.look(state, planned, now());
    List<OperationEvent> events = new ArrayList<>();
    wish.request()
        .map(wanted -> begun(state, wanted, true, Plan.of(wanted, planned), view))
        .ifPresent(events::add);
    wish.balanced().map(OperationEvent.Balanced::new).ifPresent(events::add);
    return events.isEmpty() ? Effect().noReply() : persist(state, events);
  }
}
