package io.miroir.topology;

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
import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.persistence.StoredEvents;
import io.miroir.topology.tables.PartPublisher;
import io.miroir.topology.tables.TableInUse;
import io.miroir.topology.tables.TableNoted;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Owner of nodes, members, allocations and in-sync sets. Each change is persisted, then published;
 * what must be seen by everybody is answered when every reachable member has confirmed it. Places
 * shards of new indexes and drops those of deleted ones by comparing itself with the catalog's part
 * of the routing table, so that it needs no message from the catalog.
 */
public final class TopologySingleton
    extends EventSourcedBehaviorWithEnforcedReplies<
        TopologySingleton.Command, TopologyEvent, TopologyState> {

  private static final Duration TICK = Duration.ofMillis(200);
  private static final Set<String> TAGS = Set.of("topology");

  /** Commands from other members are repeated by their senders, and harmless twice. */
  public sealed interface Command {}

  record RegisterNode(NodeEntry node, ActorRef<StatusReply<NodeEntry>> replyTo)
      implements Command, CborSerializable {}

  record RemoveNode(NodeId node, ActorRef<StatusReply<NodeEntry>> replyTo)
      implements Command, CborSerializable {}

  record RegisterMember(MemberEntry member, ActorRef<StatusReply<Members>> replyTo)
      implements Command, CborSerializable {}

  /** Answered when that is persisted and all members use it. */
  record ChangeReplica(
      ShardId shard,
      NodeId node,
      Replica.State state,
      int epoch,
      String reason,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  /** Answered when that is persisted and all members use it. */
  record AddReplica(
      ShardId shard, NodeId node, String reason, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  /** Answered when that is persisted and all members use it. */
  record RemoveReplica(
      ShardId shard,
      NodeId node,
      Optional<NodeId> successor,
      String reason,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  /** Answered when that is persisted and all members use it. */
  record Drain(NodeId node, boolean draining, String reason, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  /** Answered with true when every member uses a table that has no copy of the shard there. */
  record AwaitUnlisted(ShardId shard, NodeId node, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  /** Calls of one member to a node since it told last. */
  record Observed(NodeId node, long answered, long failed) implements Command, CborSerializable {}

  record DescribeHealth(ActorRef<StatusReply<HealthReport>> replyTo)
      implements Command, CborSerializable {}

  record AwaitConfirmed(
      long topologyVersion, long catalogVersion, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, CborSerializable {}

  record Confirm(TableInUse table, ActorRef<TableNoted> replyTo)
      implements Command, CborSerializable {}

  record HealthReport(List<NodeHealth> nodes) implements CborSerializable {}

  private enum Tick implements Command {
    INSTANCE
  }

  /**
   * @param tables this member's routing table, watched for what the catalog publishes
   * @param publisher gets every new state
   */
  record Wiring(
      TopologyConfig config,
      RoutingTables tables,
      Supplier<ClusterMembers> members,
      Clock clock,
      ActorRef<PartPublisher.Command> publisher) {}

  static Behavior<Command> create(
      PersistenceId id, java.util.function.Function<ActorContext<Command>, Wiring> wiring) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(
                timers -> new TopologySingleton(id, ctx, timers, wiring.apply(ctx))));
  }

  private final Wiring wiring;
  private final ActorContext<Command> ctx;
  private final NodeWatch watch;
  private final Waiters waiters;
  private final HealthFigures figures = new HealthFigures();
  private Allocator.CatalogView catalog = Allocator.CatalogView.UNKNOWN;

  private TopologySingleton(
      PersistenceId id, ActorContext<Command> ctx, TimerScheduler<Command> timers, Wiring wiring) {
    super(
        id,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.ctx = ctx;
    this.wiring = wiring;
    this.waiters = new Waiters(wiring.clock().instant());
    this.watch = new NodeWatch(wiring.config().failAfter(), wiring.clock());
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  private static Allocator.CatalogView view(RoutingTable table) {
    Map<io.miroir.model.IndexId, Allocator.Shape> indexes = new HashMap<>();
    for (IndexEntry index : table.indexes().values()) {
      indexes.put(index.id(), new Allocator.Shape(index.shards(), index.replicationFactor()));
    }
    return new Allocator.CatalogView(table.catalogVersion(), indexes);
  }

  @Override
  public TopologyState emptyState() {
    return TopologyState.EMPTY;
  }

  @Override
  public EventHandler<TopologyState, TopologyEvent> eventHandler() {
    return TopologyState::on;
  }

  @Override
  public SignalHandler<TopologyState> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::publish).build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public Set<String> tagsFor(TopologyEvent event) {
    return TAGS;
  }

  @Override
  public EventAdapter<TopologyEvent, TopologyEvent.Stored> eventAdapter() {
    return new StoredEvents<>(TopologyEvent.Stored::new, TopologyEvent.Stored::event);
  }

  @Override
  public CommandHandlerWithReply<Command, TopologyEvent, TopologyState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case RegisterNode c -> onRegisterNode(state, c);
          case RemoveNode c -> onRemoveNode(state, c);
          case RegisterMember c -> onRegisterMember(state, c);
          case ChangeReplica c -> onChangeReplica(state, c);
          case AddReplica c ->
              onMove(state, ReplicaMove.add(state, c.shard(), c.node(), c.reason()), c.replyTo());
          case RemoveReplica c ->
              onMove(
                  state,
                  ReplicaMove.remove(state, c.shard(), c.node(), c.successor(), c.reason()),
                  c.replyTo());
          case Drain c ->
              onMove(
                  state, ReplicaMove.drain(state, c.node(), c.draining(), c.reason()), c.replyTo());
          case AwaitUnlisted c -> onAwaitUnlisted(state, c);
          case Observed c -> onObserved(c);
          case DescribeHealth c -> Effect().reply(c.replyTo(), StatusReply.success(health(state)));
          case AwaitConfirmed c -> onAwaitConfirmed(c);
          case Confirm c -> onConfirm(state, c);
          case Tick c -> onTick(state);
        };
  }

  private ReplyEffect<TopologyEvent, TopologyState> onRegisterNode(
      TopologyState state, RegisterNode c) {
    Registration.Outcome outcome =
        Registration.of(state, c.node(), wiring.members().get().addresses(), wiring.config());
    return switch (outcome) {
      case Registration.Refused o -> Effect().reply(c.replyTo(), StatusReply.error(o.reason()));
      case Registration.Known o -> {
        await(state.version(), 0, c.replyTo(), o.node());
        yield Effect().noReply();
      }
      case Registration.Accepted o ->
          Effect()
              .persist(new TopologyEvent.NodeRegistered(o.node()))
              .thenRun(
                  (TopologyState s) -> {
                    publish(s);
                    await(s.version(), 0, c.replyTo(), o.node());
                  })
              .thenNoReply();
    };
  }

  private ReplyEffect<TopologyEvent, TopologyState> onRemoveNode(
      TopologyState state, RemoveNode c) {
    Optional<NodeEntry> node = state.node(c.node());
    if (node.isEmpty()) {
      return Effect().reply(c.replyTo(), StatusReply.error("node " + c.node() + " is unknown"));
    }
    return Effect()
        .persist(Registration.removal(state, node.get()))
        .thenRun(this::publish)
        .thenReply(c.replyTo(), s -> StatusReply.success(s.node(c.node()).orElseThrow()));
  }

  private ReplyEffect<TopologyEvent, TopologyState> onRegisterMember(
      TopologyState state, RegisterMember c) {
    List<TopologyEvent> events = Registration.of(state, c.member());
    boolean known = events.isEmpty();
    return Effect()
        .persist(events)
        .thenRun((TopologyState s) -> awaitMember(s, c, known))
        .thenNoReply();
  }

  private void awaitMember(TopologyState state, RegisterMember c, boolean known) {
    if (!known) {
      publish(state);
    }
    Members members = new Members(state.version(), List.copyOf(state.members().values()));
    // The joiner counts as known everywhere before it may join: two majorities always intersect.
    await(state.version(), 0, c.replyTo(), members);
  }

  private ReplyEffect<TopologyEvent, TopologyState> onChangeReplica(
      TopologyState state, ChangeReplica c) {
    return switch (ReplicaChange.judge(state, c.shard(), c.node(), c.state(), c.epoch())) {
      case REFUSED -> Effect().reply(c.replyTo(), StatusReply.success(false));
      case ALREADY -> {
        await(state.version(), 0, c.replyTo(), true);
        yield Effect().noReply();
      }
      case CHANGES ->
          Effect()
              .persist(
                  new TopologyEvent.ReplicaChanged(
                      c.shard(), c.node(), c.state(), c.epoch(), c.reason()))
              .thenRun(
                  (TopologyState s) -> {
                    ctx.getLog()
                        .info("{} on {} is {}: {}", c.shard(), c.node(), c.state(), c.reason());
                    publish(s);
                    await(s.version(), 0, c.replyTo(), true);
                  })
              .thenNoReply();
    };
  }

  private ReplyEffect<TopologyEvent, TopologyState> onMove(
      TopologyState state, ReplicaMove.Outcome outcome, ActorRef<StatusReply<Boolean>> replyTo) {
    return switch (outcome) {
      case ReplicaMove.Refused o -> Effect().reply(replyTo, StatusReply.error(o.reason()));
      case ReplicaMove.Already o -> {
        await(state.version(), 0, replyTo, true);
        yield Effect().noReply();
      }
      case ReplicaMove.Happens o ->
          Effect()
              .persist(o.event())
              .thenRun(
                  (TopologyState s) -> {
                    ctx.getLog().info("{}", o.event());
                    publish(s);
                    await(s.version(), 0, replyTo, true);
                  })
              .thenNoReply();
    };
  }

  private ReplyEffect<TopologyEvent, TopologyState> onAwaitUnlisted(
      TopologyState state, AwaitUnlisted c) {
    if (state.replica(c.shard(), c.node()).isPresent()) {
      return Effect().reply(c.replyTo(), StatusReply.success(false));
    }
    await(state.version(), 0, c.replyTo(), true);
    return Effect().noReply();
  }

  private ReplyEffect<TopologyEvent, TopologyState> onObserved(Observed c) {
    figures.observed(c.node(), c.answered(), c.failed(), wiring.clock().instant());
    return Effect().noReply();
  }

  private ReplyEffect<TopologyEvent, TopologyState> onAwaitConfirmed(AwaitConfirmed c) {
    await(c.topologyVersion(), c.catalogVersion(), c.replyTo(), true);
    return Effect().noReply();
  }

  /** Also comes from this member right after its table changed, so this is when to look at it. */
  private ReplyEffect<TopologyEvent, TopologyState> onConfirm(TopologyState state, Confirm c) {
    waiters.confirmations().on(c.table(), wiring.clock().instant());
    c.replyTo().tell(new TableNoted(c.table().sentNanos()));
    settle(wiring.members().get());
    return persist(Allocator.reconcile(state, catalog()));
  }

  private ReplyEffect<TopologyEvent, TopologyState> onTick(TopologyState state) {
    ClusterMembers members = wiring.members().get();
    settle(members);
    List<TopologyEvent> events = new ArrayList<>(watch.judge(state, members.addresses()));
    events.addAll(Allocator.reconcile(state, catalog()));
    return persist(events);
  }

  private ReplyEffect<TopologyEvent, TopologyState> persist(List<TopologyEvent> events) {
    return events.isEmpty()
        ? Effect().noReply()
        : Effect().persist(events).thenRun(this::publish).thenNoReply();
  }

  /** The newest catalog this member ever had: after a move to it, maybe not the newest there is. */
  private Allocator.CatalogView catalog() {
    RoutingTable table = wiring.tables().current();
    if (table.catalogVersion() > catalog.version()) {
      catalog = view(table);
    }
    return catalog;
  }

  private void settle(ClusterMembers members) {
    waiters.settle(members, wiring.clock().instant());
  }

  private void publish(TopologyState state) {
    wiring.publisher().tell(new PartPublisher.Publish(state.version(), state.part()));
  }

  private <T> void await(
      long topologyVersion, long catalogVersion, ActorRef<StatusReply<T>> replyTo, T answer) {
    waiters.add(topologyVersion, catalogVersion, replyTo, answer, wiring.clock().instant());
    settle(wiring.members().get());
  }

  private HealthReport health(TopologyState state) {
    Set<String> addresses = wiring.members().get().addresses();
    return new HealthReport(
        state.nodes().values().stream()
            .map(
                node -> {
                  HealthFigures.Figure figure = figures.of(node.id());
                  boolean reachable = NodeWatch.reachable(node, addresses, figure);
                  return new NodeHealth(node, reachable, figure.lastSeen(), figure.errorRate());
                })
            .toList());
  }
}
