package io.miroir.catalog;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.routing.IndexRecord;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.persistence.StoredEvents;
import io.miroir.topology.tables.PartPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Owner of what each index uid stands for, of primary keys and of settings. Decides by {@link
 * CatalogRules}, persists, publishes, answers. A command carries the id of its request: repeated,
 * it is answered as the first time instead of being done again.
 */
final class CatalogSingleton
    extends EventSourcedBehaviorWithEnforcedReplies<
        CatalogSingleton.Command, CatalogEvent, CatalogState> {

  private static final Duration TOUCH_EVERY = Duration.ofMillis(500);
  private static final Set<String> TAGS = Set.of("catalog");

  sealed interface Command {}

  /**
   * Settings never travel in an answer: they may be larger than a frame.
   *
   * @param version of the catalog that holds the change
   * @param index without its settings
   */
  record Answer(Optional<Problem> problem, long version, Optional<IndexRecord> index)
      implements CborSerializable {}

  record Create(
      String request,
      IndexUid uid,
      Optional<String> primaryKey,
      OptionalInt shards,
      OptionalInt replicationFactor,
      boolean ifMissing,
      ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record Delete(String request, IndexUid uid, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record Update(
      String request,
      IndexUid uid,
      Optional<String> primaryKey,
      boolean hasDocuments,
      Optional<IndexUid> newUid,
      ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record Swap(String request, List<Catalog.Swap> swaps, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record UpdateSettings(
      String request, IndexUid uid, byte[] patch, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record RaiseFloor(IndexId index, long settingsVersion, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record SetFactor(IndexId index, int factor, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record FixPrimaryKey(
      String request, IndexId index, String primaryKey, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record SwitchFeatures(
      String request, Map<String, Boolean> flags, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record ChangeKeys(String request, KeyChange change, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record Find(IndexUid uid, ActorRef<StatusReply<Answer>> replyTo)
      implements Command, CborSerializable {}

  record Touch(IndexId index) implements Command, CborSerializable {}

  private enum FlushTouches implements Command {
    INSTANCE
  }

  /**
   * @param tables for how many nodes there are
   * @param ids makes ids of new indexes, never the same twice
   */
  record Wiring(
      CatalogConfig config,
      RoutingTables tables,
      Clock clock,
      Supplier<IndexId> ids,
      ActorRef<PartPublisher.Command> publisher) {}

  static Behavior<Command> create(
      PersistenceId id, Function<ActorContext<Command>, Wiring> wiring) {
    return Behaviors.setup(
        ctx -> Behaviors.withTimers(timers -> new CatalogSingleton(id, timers, wiring.apply(ctx))));
  }

  private final Wiring wiring;
  private final TimerScheduler<Command> timers;
  private final Set<IndexId> touched = new LinkedHashSet<>();

  private CatalogSingleton(PersistenceId id, TimerScheduler<Command> timers, Wiring wiring) {
    super(
        id,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.wiring = wiring;
    this.timers = timers;
  }

  @Override
  public CatalogState emptyState() {
    return CatalogState.EMPTY;
  }

  @Override
  public EventHandler<CatalogState, CatalogEvent> eventHandler() {
    return CatalogState::on;
  }

  @Override
  public SignalHandler<CatalogState> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::publish).build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public Set<String> tagsFor(CatalogEvent event) {
    return TAGS;
  }

  @Override
  public EventAdapter<CatalogEvent, CatalogEvent.Stored> eventAdapter() {
    return new StoredEvents<>(CatalogEvent.Stored::new, CatalogEvent.Stored::event);
  }

  @Override
  public CommandHandlerWithReply<Command, CatalogEvent, CatalogState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Create c -> once(state, c.request(), c.replyTo(), () -> create(state, c));
          case Delete c ->
              once(
                  state,
                  c.request(),
                  c.replyTo(),
                  () -> CatalogRules.delete(state, c.request(), c.uid()));
          case Update c -> once(state, c.request(), c.replyTo(), () -> update(state, c));
          case Swap c ->
              once(
                  state,
                  c.request(),
                  c.replyTo(),
                  () -> SwapRules.swap(state, c.request(), c.swaps()));
          case UpdateSettings c ->
              once(state, c.request(), c.replyTo(), () -> updateSettings(state, c));
          case FixPrimaryKey c ->
              once(state, c.request(), c.replyTo(), () -> fixPrimaryKey(state, c));
          case SwitchFeatures c ->
              once(
                  state,
                  c.request(),
                  c.replyTo(),
                  () -> CatalogRules.switchFeatures(state, c.request(), c.flags()));
          case ChangeKeys c ->
              once(
                  state,
                  c.request(),
                  c.replyTo(),
                  () -> KeyRules.change(state, c.request(), c.change(), wiring.clock().instant()));
          case RaiseFloor c ->
              carryOut(
                  state,
                  CatalogRules.raiseFloor(state, c.index(), c.settingsVersion()),
                  c.replyTo());
          case SetFactor c ->
              carryOut(
                  state,
                  CatalogRules.setReplicationFactor(state, c.index(), c.factor()),
                  c.replyTo());
          case Find c ->
              carryOut(
                  state,
                  new Decision.Already(state.index(c.uid()).map(IndexRecord::id)),
                  c.replyTo());
          case Touch c -> onTouch(c);
          case FlushTouches c -> onFlushTouches(state);
        };
  }

  /** A request that was done before is answered with what is known of it. */
  private ReplyEffect<CatalogEvent, CatalogState> once(
      CatalogState state,
      String request,
      ActorRef<StatusReply<Answer>> replyTo,
      Supplier<Decision> decision) {
    return state
        .done(request)
        .map(done -> answer(new Answer(Optional.empty(), done.version(), done.index()), replyTo))
        .orElseGet(() -> carryOut(state, decision.get(), replyTo));
  }

  private ReplyEffect<CatalogEvent, CatalogState> carryOut(
      CatalogState state, Decision decision, ActorRef<StatusReply<Answer>> replyTo) {
    return switch (decision) {
      case Decision.Refused d ->
          answer(new Answer(Optional.of(d.problem()), state.version(), Optional.empty()), replyTo);
      case Decision.Already d -> answer(answerOf(state, state, d.index()), replyTo);
      case Decision.Happens d ->
          Effect()
              .persist(d.event())
              .thenRun(this::publish)
              .thenReply(
                  replyTo,
                  after -> StatusReply.success(answerOf(state, after, indexOf(d.event()))));
    };
  }

  private ReplyEffect<CatalogEvent, CatalogState> answer(
      Answer answer, ActorRef<StatusReply<Answer>> replyTo) {
    return Effect().reply(replyTo, StatusReply.success(answer));
  }

  /** A deleted index is shown as it was before. */
  private static Answer answerOf(CatalogState before, CatalogState after, Optional<IndexId> index) {
    Optional<IndexRecord> shown =
        index.flatMap(after::index).or(() -> index.flatMap(before::index));
    return new Answer(Optional.empty(), after.version(), shown.map(CatalogState::withoutSettings));
  }

  private static Optional<IndexId> indexOf(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.Created e -> Optional.of(e.index().id());
      case CatalogEvent.Deleted e -> Optional.of(e.index());
      case CatalogEvent.Updated e -> Optional.of(e.index());
      case CatalogEvent.SettingsChanged e -> Optional.of(e.index());
      case CatalogEvent.FloorRaised e -> Optional.of(e.index());
      case CatalogEvent.FactorChanged e -> Optional.of(e.index());
      case CatalogEvent.Moved e -> Optional.empty();
      case CatalogEvent.FeaturesChanged e -> Optional.empty();
      case CatalogEvent.KeysStored e -> Optional.empty();
      case CatalogEvent.KeyDeleted e -> Optional.empty();
      case CatalogEvent.Touched e -> Optional.empty();
    };
  }

  private Decision create(CatalogState state, Create c) {
    IndexRecord fresh = fresh(c);
    return c.ifMissing()
        ? CatalogRules.ensure(state, c.request(), fresh)
        : CatalogRules.create(state, c.request(), fresh);
  }

  private IndexRecord fresh(Create c) {
    Instant now = wiring.clock().instant();
    return new IndexRecord(
        wiring.ids().get(),
        c.uid(),
        c.shards().orElse(wiring.config().shards()),
        c.replicationFactor().orElseGet(this::replicationFactor),
        c.primaryKey(),
        1,
        0,
        SettingsJson.stored(Settings.DEFAULT),
        now,
        now);
  }

  private int replicationFactor() {
    long nodes =
        wiring.tables().current().nodes().values().stream()
            .filter(node -> node.state() != NodeEntry.State.REMOVED)
            .count();
    return wiring.config().replicationFactor().orElse(nodes > 1 ? 2 : 1);
  }

  private Decision update(CatalogState state, Update c) {
    return CatalogRules.update(
        state,
        c.request(),
        c.uid(),
        c.primaryKey(),
        c.hasDocuments(),
        c.newUid(),
        wiring.clock().instant());
  }

  private Decision updateSettings(CatalogState state, UpdateSettings c) {
    return CatalogRules.updateSettings(
        state, c.request(), c.uid(), PatchBytes.unpack(c.patch()), wiring.clock().instant());
  }

  private Decision fixPrimaryKey(CatalogState state, FixPrimaryKey c) {
    return CatalogRules.fixPrimaryKey(
        state, c.request(), c.index(), c.primaryKey(), wiring.clock().instant());
  }

  /** Writes come by the thousand; what they touched is stored a few times a second. */
  private ReplyEffect<CatalogEvent, CatalogState> onTouch(Touch c) {
    if (touched.isEmpty()) {
      timers.startSingleTimer(FlushTouches.INSTANCE, TOUCH_EVERY);
    }
    touched.add(c.index());
    return Effect().noReply();
  }

  private ReplyEffect<CatalogEvent, CatalogState> onFlushTouches(CatalogState state) {
    List<IndexId> existing = touched.stream().filter(id -> state.index(id).isPresent()).toList();
    touched.clear();
    if (existing.isEmpty()) {
      return Effect().noReply();
    }
    return Effect()
        .persist(new CatalogEvent.Touched(existing, wiring.clock().instant()))
        .thenRun(this::publish)
        .thenNoReply();
  }

  private void publish(CatalogState state) {
    wiring.publisher().tell(new PartPublisher.Publish(state.version(), state.part()));
  }
}
