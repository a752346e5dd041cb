package io.miroir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.miroir.engine.settings.Settings;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import io.miroir.topology.tables.PartPublisher;
import io.miroir.topology.tables.TableInUse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner of the topology by itself: facts, answers, and the same state after each restart. */
class TopologySingletonTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  private static final String A = "akka://miroir@a:1";
  private static final String B = "akka://miroir@b:1";
  private static final IndexId MOVIES = new IndexId("imovies");
  private static final ShardId SHARD = new ShardId(MOVIES, 1);

  private final FixedTables tables = new FixedTables();
  private final AtomicReference<ClusterMembers> members = new AtomicReference<>(members(A, B));
  private final TestProbe<PartPublisher.Command> published = KIT.createTestProbe();
  private EventSourcedBehaviorTestKit<TopologySingleton.Command, TopologyEvent, TopologyState>
      owner;

  private static ClusterMembers members(String... addresses) {
    Set<String> all = Set.of(addresses);
    return new ClusterMembers(all, all, Set.of());
  }

  @BeforeEach
  void fresh() {
    owner =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            TopologySingleton.create(
                PersistenceId.of("topology", "test"),
                ctx ->
                    new TopologySingleton.Wiring(
                        TopologyConfig.DEFAULT,
                        tables,
                        members::get,
                        Clock.systemUTC(),
                        published.getRef())));
    owner.clear();
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static NodeEntry node(String id, String member) {
    return new NodeEntry(
        new NodeId(id),
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        "",
        NodeEntry.State.JOINING,
        Optional.of(member),
        Optional.empty());
  }

  private StatusReply<NodeEntry> register(NodeEntry node) {
    TestProbe<StatusReply<NodeEntry>> probe = KIT.createTestProbe();
    owner.runCommand(new TopologySingleton.RegisterNode(node, probe.getRef()));
    confirm(A, 1000, 1000);
    confirm(B, 1000, 1000);
    return probe.receiveMessage();
  }

  private void confirm(String member, long topology, long catalog) {
    owner.runCommand(
        new TopologySingleton.Confirm(
            new TableInUse(member, topology, catalog, 0), KIT.system().ignoreRef()));
  }

  private void catalogHas(long version, int shards, IndexId... ids) {
    Map<IndexUid, IndexId> uids = new java.util.HashMap<>();
    Map<IndexId, IndexEntry> indexes = new java.util.HashMap<>();
    for (IndexId id : ids) {
      IndexUid uid = new IndexUid(id.value());
      uids.put(uid, id);
      indexes.put(
          id,
          new IndexEntry(
              id,
              uid,
              shards,
              2,
              Optional.empty(),
              1,
              0,
              Settings.DEFAULT,
              Instant.EPOCH,
              Instant.EPOCH,
              List.of()));
    }
    tables.set(new RoutingTable(0, version, Map.of(), uids, indexes, Set.of()));
  }

  private void placeMovies() {
    register(node("n1", A));
    register(node("n2", B));
    catalogHas(5, 4, MOVIES);
    confirm(A, 1000, 1000);
    owner.restart();
  }

  @Test
  void aNodeThatRegistersIsActiveAndStaysSoAfterARestart() {
    NodeEntry answered = register(node("n1", A)).getValue();

    assertThat(answered.state()).isEqualTo(NodeEntry.State.ACTIVE);
    TopologyState before = owner.getState();
    assertThat(owner.restart().state()).isEqualTo(before);
    assertThat(register(node("n1", A)).getValue()).isEqualTo(answered);
    assertThat(owner.getState().version()).isEqualTo(before.version());
  }

  @Test
  void theSameDataNeverServesTwice() {
    register(node("n1", A));

    StatusReply<NodeEntry> second = register(node("n1", B));

    assertThat(second.isError()).isTrue();
    assertThat(second.getError().getMessage()).contains("must not serve twice");
    members.set(members(B));
    assertThat(register(node("n1", B)).getValue().member()).contains(B);
  }

  @Test
  void shardsOfANewIndexArePlacedWithoutBeingTold() {
    placeMovies();

    List<List<Replica>> shards = owner.getState().allocation(MOVIES).orElseThrow().shards();
    assertThat(shards).hasSize(4).allSatisfy(replicas -> assertThat(replicas).hasSize(2));
    assertThat(shards).allSatisfy(replicas -> assertThat(replicas).allMatch(Replica::inSync));
  }

  @Test
  void anAllocationGoesOnlyWhenANewerCatalogLacksTheIndex() {
    placeMovies();

    catalogHas(5, 4);
    confirm(A, 1000, 1000);
    assertThat(owner.getState().allocation(MOVIES)).isPresent();

    catalogHas(6, 4);
    confirm(A, 1000, 1000);
    assertThat(owner.getState().allocation(MOVIES)).isEmpty();
    assertThat(owner.restart().state().allocation(MOVIES)).isEmpty();
  }

  @Test
  void markingStaleIsAnsweredWhenEveryReachableMemberHasConfirmed() {
    placeMovies();
    TestProbe<StatusReply<Boolean>> probe = KIT.createTestProbe();

    owner.runCommand(change("n1", Replica.State.STALE, 3, probe));
    long version = owner.getState().version();
    confirm(A, version, 5);
    probe.expectNoMessage(java.time.Duration.ofMillis(300));
    confirm(B, version, 5);

    assertThat(probe.receiveMessage().getValue()).isTrue();
    assertThat(owner.restart().state().replica(SHARD, new NodeId("n1")))
        .hasValueSatisfying(r -> assertThat(r.state()).isEqualTo(Replica.State.STALE));
  }

  @Test
  void aMemberThatIsNotReachableIsNotWaitedFor() {
    placeMovies();
    TestProbe<StatusReply<Boolean>> probe = KIT.createTestProbe();
    owner.runCommand(change("n2", Replica.State.STALE, 3, probe));

    members.set(members(A));
    confirm(A, owner.getState().version(), 5);

    assertThat(probe.receiveMessage().getValue()).isTrue();
  }

  @Test
  void theLastInSyncReplicaAndOldEpochsAreRefused() {
    placeMovies();
    TestProbe<StatusReply<Boolean>> probe = KIT.createTestProbe();
    owner.runCommand(change("n1", Replica.State.STALE, 3, probe));
    confirm(A, 1000, 5);
    confirm(B, 1000, 5);
    assertThat(probe.receiveMessage().getValue()).isTrue();
    owner.restart();

    owner.runCommand(change("n2", Replica.State.STALE, 3, probe));
    assertThat(probe.receiveMessage().getValue()).isFalse();
    owner.runCommand(change("n1", Replica.State.IN_SYNC, 2, probe));
    assertThat(probe.receiveMessage().getValue()).isFalse();
    owner.runCommand(change("n1", Replica.State.IN_SYNC, 4, probe));
    assertThat(probe.receiveMessage().getValue()).as("from stale at once").isFalse();
    for (Replica.State next : List.of(Replica.State.FILLING, Replica.State.IN_SYNC)) {
      owner.runCommand(change("n1", next, 4, probe));
      confirm(A, 1000, 5);
      confirm(B, 1000, 5);
      assertThat(probe.receiveMessage().getValue()).isTrue();
    }
    assertThat(owner.getState().epoch(SHARD)).isEqualTo(4);
  }

  @Test
  void aReplicaMarkedStaleAgainByANewOwnerIsNotLetInByTheOldOne() {
    placeMovies();
    TestProbe<StatusReply<Boolean>> probe = KIT.createTestProbe();
    for (Replica.State next : List.of(Replica.State.STALE, Replica.State.FILLING)) {
      owner.runCommand(change("n1", next, 3, probe));
      confirm(A, 1000, 5);
      confirm(B, 1000, 5);
      assertThat(probe.receiveMessage().getValue()).isTrue();
    }
    for (int epoch : new int[] {4, 5}) {
      owner.runCommand(change("n1", Replica.State.STALE, epoch, probe));
      confirm(A, 1000, 5);
      confirm(B, 1000, 5);
      assertThat(probe.receiveMessage().getValue()).isTrue();
    }
    owner.restart();
    owner.runCommand(change("n1", Replica.State.FILLING, 4, probe));
    assertThat(probe.receiveMessage().getValue()).isFalse();
    owner.runCommand(change("n1", Replica.State.IN_SYNC, 4, probe));
    assertThat(probe.receiveMessage().getValue()).isFalse();
    assertThat(owner.getState().epoch(SHARD)).isEqualTo(5);
  }

  private static TopologySingleton.ChangeReplica change(
      String node, Replica.State state, int epoch, TestProbe<StatusReply<Boolean>> probe) {
    return new TopologySingleton.ChangeReplica(
        SHARD, new NodeId(node), state, epoch, "test", probe.getRef());
  }

  @Test
  void aMemberTakesThePlaceOfOneThatHadItsAddress() {
    registerMember(new MemberEntry("m1", "h:7700", "h:9000"));
    registerMember(new MemberEntry("m2", "h:7701", "h:9001"));

    registerMember(new MemberEntry("m3", "h:7700", "h:9000"));

    assertThat(owner.restart().state().members()).containsOnlyKeys("m2", "m3");
  }

  @Test
  void aRemovedNodeTakesItsMemberWithItAndNeverComesBack() {
    register(node("n1", A));
    registerMember(new MemberEntry("m1", "h:7700", "a:1"));
    TestProbe<StatusReply<NodeEntry>> probe = KIT.createTestProbe();

    owner.runCommand(new TopologySingleton.RemoveNode(new NodeId("n1"), probe.getRef()));

    assertThat(probe.receiveMessage().getValue().state()).isEqualTo(NodeEntry.State.REMOVED);
    assertThat(owner.restart().state().members()).isEmpty();
    assertThat(register(node("n1", A)).isError()).isTrue();
  }

  private void registerMember(MemberEntry member) {
    TestProbe<StatusReply<Members>> probe = KIT.createTestProbe();
    owner.runCommand(new TopologySingleton.RegisterMember(member, probe.getRef()));
    confirm(A, 1000, 1000);
    confirm(B, 1000, 1000);
    assertThat(probe.receiveMessage().getValue().members()).contains(member);
  }

  @Test
  void nodesWithoutAGroupSpreadOverTheGroupsThereShallBe() {
    TopologyConfig two = new TopologyConfig(2, java.time.Duration.ofSeconds(1));
    TopologyState state = TopologyState.EMPTY;
    for (int i = 0; i < 4; i++) {
      Registration.Outcome outcome = Registration.of(state, node("n" + i, A + i), Set.of(), two);
      state = state.on(new TopologyEvent.NodeRegistered(((Registration.Accepted) outcome).node()));
    }

    assertThat(state.nodes().values().stream().map(NodeEntry::group))
        .containsExactly(
            GroupId.DEFAULT, new GroupId("group-2"), GroupId.DEFAULT, new GroupId("group-2"));
  }
}
