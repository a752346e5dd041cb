package io.miroir.operations.saga;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.miroir.ingest.shard.RepairReport;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.operations.saga.Operation.State;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations from their request to their end, with a new coordinator after every step. */
class CoordinatorTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  private static final int SHARDS = 4;
  private static final int ROUNDS_MAX = 200;
  private static final NodeId N1 = FakeCluster.id(1);
  private static final NodeId N4 = FakeCluster.id(4);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private FakeCluster cluster;
  private EventSourcedBehaviorTestKit<Coordinator.Command, OperationEvent, OperationsState> owner;

  @BeforeEach
  void fresh() {
    cluster = new FakeCluster(SHARDS, 2, 3);
    start(false);
  }

  private void start(boolean automatic) {
    CoordinatorConfig config =
        new CoordinatorConfig(automatic, Duration.ofSeconds(60), Duration.ofSeconds(5), 4, 16);
    InstantSource source = now::get;
    owner =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            Coordinator.create(
                PersistenceId.of("operations", "test"),
                ctx ->
                    new Coordinator.Wiring(
                        config, cluster.tables, cluster.hands(), source.withZone(ZoneOffset.UTC))));
    owner.clear();
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private StatusReply<OperationSummary> ask(Request request) {
    TestProbe<StatusReply<OperationSummary>> probe = KIT.createTestProbe();
    owner.runCommand(new Coordinator.Begin(request, probe.getRef()));
    return probe.receiveMessage();
  }

  private long begin(Request request) {
    return ask(request).getValue().id();
  }

  private Operation operation(long id) {
    return owner.getState().operation(id).orElseThrow();
  }

  /** One look of the coordinator, which is a new one each time. */
  private void look() {
    now.updateAndGet(at -> at.plusSeconds(40));
    owner.runCommand(Coordinator.Tick.INSTANCE);
    owner.restart();
  }

  private void runToEnd(long id) {
    for (int round = 0; round < ROUNDS_MAX && operation(id).active(); round++) {
      look();
      cluster.fill();
    }
    assertThat(operation(id).active()).as("still active: %s", operation(id)).isFalse();
  }

  private List<Set<NodeId>> holders() {
    return cluster.copies().stream()
        .map(copies -> Set.copyOf(copies.stream().map(Replica::node).toList()))
        .toList();
  }

  private void everyShardHas(int copies) {
    assertThat(cluster.copies())
        .allSatisfy(shard -> assertThat(shard).hasSize(copies).allMatch(Replica::inSync));
  }

  private NodeEntry.State state(NodeId node) {
    return cluster.tables.current().nodes().get(node).state();
  }

  // --- each kind

  static Stream<Request> requests() {
    return Stream.of(
        new Request.Rebalance(),
        new Request.Drain(N1),
        new Request.Remove(N1, false),
        new Request.Replace(N1, N4),
        new Request.ChangeFactor(FakeCluster.INDEX, 3),
        new Request.ChangeFactor(FakeCluster.INDEX, 1));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyKindComesToItsEndWhicheverCoordinatorCarriesItOn(Request request) {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    long id = begin(request);

    runToEnd(id);

    assertThat(operation(id).state()).as("%s", operation(id)).isEqualTo(State.SUCCEEDED);
    everyShardHas(request instanceof Request.ChangeFactor change ? change.factor() : 2);
    switch (request) {
      case Request.Drain r -> {
        assertThat(state(N1)).isEqualTo(NodeEntry.State.DRAINING);
        assertThat(holders()).noneMatch(nodes -> nodes.contains(N1));
      }
      case Request.Remove r -> {
        assertThat(state(N1)).isEqualTo(NodeEntry.State.REMOVED);
        assertThat(holders()).noneMatch(nodes -> nodes.contains(N1));
      }
      case Request.Replace r -> {
        assertThat(state(N1)).isEqualTo(NodeEntry.State.REMOVED);
        assertThat(holders()).noneMatch(nodes -> nodes.contains(N1));
        assertThat(holders()).anyMatch(nodes -> nodes.contains(N4));
      }
      default -> {}
    }
    assertThat(ask(request).getValue().steps()).isZero();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void cancelledAtAnyStepItLeavesACorrectCluster(Request request) {
    for (int looks = 0; looks < 9; looks++) {
      fresh();
      cluster.put(N4, NodeEntry.State.ACTIVE);
      List<Set<NodeId>> before = holders();
      long id = begin(request);
      for (int i = 0; i < looks; i++) {
        look();
        if (i % 3 == 2) {
          cluster.fill();
        }
      }
      owner.runCommand(new Coordinator.Change(id, State.CANCELLING, KIT.system().ignoreRef()));

      runToEnd(id);

      Operation ended = operation(id);
      assertThat(ended.state()).isIn(State.CANCELLED, State.SUCCEEDED);
      if (ended.state() == State.CANCELLED) {
        assertThat(cluster.tables.current().nodes().values())
            .as("after %d looks", looks)
            .noneMatch(node -> node.state() == NodeEntry.State.DRAINING);
        if (ended.steps().stream().noneMatch(p -> p.phase() == Operation.Phase.DONE)) {
          assertThat(holders()).as("after %d looks", looks).isEqualTo(before);
        }
      }
      assertThat(cluster.copies())
          .allSatisfy(copies -> assertThat(copies).hasSizeGreaterThan(0).allMatch(Replica::inSync));
    }
  }

  // --- refusals, limits, failures

  @Test
  void whatMakesNoSenseIsRefusedInWords() {
    assertThat(ask(new Request.Drain(new NodeId("nobody"))).getError())
        .hasMessageContaining("nobody");
    cluster = new FakeCluster(SHARDS, 2, 2);
    start(false);
    assertThat(ask(new Request.Drain(N1)).getError())
        .hasMessageContaining("no node of group default can take the copy of node n1");
    assertThat(ask(new Request.Remove(N1, true)).isSuccess()).isTrue();
  }

  @Test
  void aNodeTakenOutByForceLeavesOneCopy() {
    cluster = new FakeCluster(SHARDS, 2, 2);
    start(false);
    long id = begin(new Request.Remove(N1, true));

    runToEnd(id);

    assertThat(operation(id).state()).isEqualTo(State.SUCCEEDED);
    everyShardHas(1);
    assertThat(state(N1)).isEqualTo(NodeEntry.State.REMOVED);
  }

  @Test
  void theSameRequestIsTheSameOperationWhileItRuns() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    long first = begin(new Request.Drain(N1));

    assertThat(begin(new Request.Drain(N1))).isEqualTo(first);
  }

  @Test
  void twoOperationsOnTheSameShardWaitForEachOther() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    NodeId holder = cluster.copies().getFirst().getFirst().node();
    ShardId shard = new ShardId(FakeCluster.INDEX, 0);
    long first = begin(new Request.Move(shard, holder, N4));
    look();
    long second = begin(new Request.ChangeFactor(FakeCluster.INDEX, 3));
    look();
    look();

    assertThat(running(first, shard)).isEqualTo(1);
    assertThat(running(second, shard)).isZero();
    runToEnd(first);
    runToEnd(second);
    everyShardHas(3);
  }

  private long running(long id, ShardId shard) {
    return operation(id).steps().stream()
        .filter(p -> p.step().shard().equals(Optional.of(shard)))
        .filter(p -> p.phase() == Operation.Phase.RUNNING)
        .count();
  }

  @Test
  void aPausedOperationBeginsNothing() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    List<Set<NodeId>> before = holders();
    long id = begin(new Request.Drain(N1));
    owner.runCommand(new Coordinator.Change(id, State.PAUSED, KIT.system().ignoreRef()));
    for (int i = 0; i < 5; i++) {
      look();
      cluster.fill();
    }

    assertThat(holders()).isEqualTo(before);
    owner.runCommand(new Coordinator.Change(id, State.RUNNING, KIT.system().ignoreRef()));
    runToEnd(id);
    assertThat(holders()).noneMatch(nodes -> nodes.contains(N1));
  }

  @Test
  void whatFailsAgainAndAgainEndsWithAReasonAndLeavesTheOldCopies() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    List<Set<NodeId>> before = holders();
    NodeId holder = cluster.copies().getFirst().getFirst().node();
    long id = begin(new Request.Move(new ShardId(FakeCluster.INDEX, 0), holder, N4));
    RepairReport.Copy copy = new RepairReport.Copy(new ShardId(FakeCluster.INDEX, 0), N4);
    for (int round = 0; round < ROUNDS_MAX && operation(id).active(); round++) {
      now.updateAndGet(at -> at.plusSeconds(40));
      owner.runCommand(
          new Coordinator.Reported(
              new RepairReport(copy, 0, 0, true, Optional.of("the disk is full"))));
      owner.runCommand(Coordinator.Tick.INSTANCE);
    }

    assertThat(operation(id).state()).isEqualTo(State.FAILED);
    assertThat(operation(id).reason()).contains("the disk is full");
    assertThat(holders()).isEqualTo(before);
  }

  @Test
  void aTargetThatIsLostIsReplacedByAnother() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    long id = begin(new Request.Drain(N1));
    look();
    look();
    look();
    cluster.put(N4, NodeEntry.State.FAILED);
    for (int round = 0; round < ROUNDS_MAX && operation(id).active(); round++) {
      now.updateAndGet(at -> at.plusSeconds(40));
      owner.runCommand(Coordinator.Tick.INSTANCE);
      cluster.fill();
    }

    assertThat(operation(id).state()).as("%s", operation(id)).isEqualTo(State.SUCCEEDED);
    assertThat(holders())
        .allMatch(nodes -> nodes.equals(Set.of(FakeCluster.id(2), FakeCluster.id(3))));
  }

  @Test
  void aDeletedIndexEndsWhatWasAboutIt() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    long id = begin(new Request.ChangeFactor(FakeCluster.INDEX, 3));
    look();
    look();
    cluster.deleteIndex();

    runToEnd(id);

    assertThat(operation(id).state()).isEqualTo(State.SUCCEEDED);
  }

  // --- by itself

  private void lookFor(Duration time) {
    Instant until = now.get().plus(time);
    while (now.get().isBefore(until)) {
      now.updateAndGet(at -> at.plusSeconds(3));
      owner.runCommand(Coordinator.Tick.INSTANCE);
      cluster.fill();
    }
  }

  @Test
  void aNodeThatJoinsGetsItsCopiesByItself() {
    start(true);
    lookFor(Duration.ofSeconds(20));
    assertThat(owner.getState().all()).isEmpty();

    cluster.put(N4, NodeEntry.State.ACTIVE);
    lookFor(Duration.ofSeconds(60));

    assertThat(owner.getState().all())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.automatic()).isTrue();
              assertThat(o.state()).isEqualTo(State.SUCCEEDED);
            });
    assertThat(holders()).anyMatch(nodes -> nodes.contains(N4));
    everyShardHas(2);
  }

  @Test
  void whatAnOperatorMovedStaysWhereItIs() {
    cluster = new FakeCluster(SHARDS, 1, 2);
    start(true);
    lookFor(Duration.ofSeconds(20));
    NodeId holder = cluster.copies().getFirst().getFirst().node();
    NodeId other = holder.equals(N1) ? FakeCluster.id(2) : N1;
    runToEnd(begin(new Request.Move(new ShardId(FakeCluster.INDEX, 0), holder, other)));

    lookFor(Duration.ofSeconds(60));

    assertThat(holders().getFirst()).containsExactly(other);
  }

  @Test
  void aNodeThatIsGoneTooLongIsReplacedAndOneThatReturnsInTimeIsNot() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    cluster.put(N1, NodeEntry.State.FAILED);
    List<Set<NodeId>> before = holders();
    lookFor(Duration.ofSeconds(40));
    assertThat(holders()).isEqualTo(before);
    cluster.put(N1, NodeEntry.State.ACTIVE);
    lookFor(Duration.ofSeconds(40));
    assertThat(owner.getState().all()).isEmpty();

    cluster.put(N1, NodeEntry.State.FAILED);
    lookFor(Duration.ofMinutes(3));

    assertThat(owner.getState().all())
        .singleElement()
        .satisfies(o -> assertThat(o.request()).isEqualTo(new Request.Heal(N1)));
    assertThat(holders()).noneMatch(nodes -> nodes.contains(N1));
    everyShardHas(2);
  }

  @Test
  void nothingIsDecidedByATableThatIsOlderThanThePlan() {
    cluster.put(N4, NodeEntry.State.ACTIVE);
    long id = begin(new Request.Drain(N1));
    var newest = cluster.tables.current();
    cluster.tables.set(
        new io.miroir.routing.RoutingTable(1, 1, Map.of(), Map.of(), Map.of(), Set.of()));
    look();
    look();

    assertThat(operation(id).steps()).allMatch(p -> p.phase() == Operation.Phase.PENDING);
    cluster.tables.set(newest);
    runToEnd(id);
    assertThat(operation(id).state()).isEqualTo(State.SUCCEEDED);
  }
}
