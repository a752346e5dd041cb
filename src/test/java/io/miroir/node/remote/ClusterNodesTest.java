package io.miroir.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.miroir.engine.WriteCounts;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FakeEngine;
import io.miroir.node.FakeTables;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import io.miroir.node.embedded.EmbeddedNode;
import io.miroir.node.embedded.EngineExecutors;
import io.miroir.node.embedded.NodeHome;
import io.miroir.node.embedded.NodeLimits;
import io.miroir.routing.IndexEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A node as another member reaches it, over real remoting between two systems. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterNodesTest {

  private final ActorSystem<Void> host = system();
  private final ActorSystem<Void> asker = system();
  private final FakeTables tables = new FakeTables();
  private final FakeEngine engine = new FakeEngine();
  private NodeHome home;
  private ClusterNodes nodes;
  private SearchNode node;
  private IndexEntry index;

  private static ActorSystem<Void> system() {
    return ActorSystem.create(Behaviors.empty(), "miroir", ConfigFactory.load());
  }

  @BeforeAll
  void join(@TempDir Path directory) throws IOException {
    home = NodeHome.open(directory);
    Cluster.get(host).manager().tell(Join.create(Cluster.get(host).selfMember().address()));
    Cluster.get(asker).manager().tell(Join.create(Cluster.get(host).selfMember().address()));
    EmbeddedNode local =
        EmbeddedNode.over(
            home,
            engine,
            tables,
            EngineExecutors.of(host),
            NodeLimits.DEFAULT,
            InstantSource.system());
    index = FakeTables.index("movies", 2, Optional.of("id"), home.id());
    tables.addNode(home.id());
    tables.putIndex(index);
    ClusterNodes.start(
        host,
        Optional.of(local),
        tables,
        entry -> local,
        (id, ok, nanos) -> {},
        InstantSource.system());
    nodes =
        ClusterNodes.start(
            asker,
            Optional.empty(),
            tables,
            entry -> local,
            (id, ok, nanos) -> {},
            InstantSource.system());
    node = nodes.node(home.id());
    TestProbe<String> probe = TestProbe.create(asker);
    probe.awaitAssert(Duration.ofSeconds(20), () -> get(node.sizeBytes(soon())));
  }

  @AfterAll
  void stop() throws IOException {
    ActorTestKit.shutdown(asker);
    ActorTestKit.shutdown(host);
    home.close();
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(10);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join();
  }

  private NodeWrite put(int shard, long sequence, String key, int size) {
    String json = "{\"id\":\"" + key + "\",\"color\":\"red\",\"t\":\"" + "x".repeat(size) + "\"}";
    return new NodeWrite(
        new ShardId(index.id(), shard),
        sequence - 1,
        List.of(
            new WriteOperation(
                WriteOperation.Kind.REPLACE,
                key,
                sequence,
                sequence,
                json.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void writesOfAnySizeArriveInOrderAndAreReadBack() {
    List<CompletionStage<WriteOutcome>> outcomes = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      outcomes.add(node.write(put(0, i, "k" + i, i % 10 == 0 ? 2_000_000 : 10), soon()));
    }
    for (int i = 1; i <= 40; i++) {
      long sequence = i;
      assertThat(get(outcomes.get(i - 1)))
          .isInstanceOfSatisfying(
              WriteOutcome.Durable.class,
              durable -> {
                assertThat(durable.sequence()).isGreaterThanOrEqualTo(sequence);
                assertThat(durable.counts()).isEqualTo(new WriteCounts(1, 0, 0));
              });
    }
    ShardId shard = new ShardId(index.id(), 0);
    get(node.searchable(Set.of(shard), soon()));

    ReadScope scope = new ReadScope(index.id(), new int[] {0}, 1, soon());
    var answer = get(node.search(scope, CodecTest.REQUEST));
    assertThat(answer.hits()).hasSize(40);
    assertThat(answer.hits().get(9).document()).hasSizeGreaterThan(2_000_000);
    assertThat(get(node.document(shard, "k10", soon()))).isPresent();
    assertThat(get(node.keys(shard, "\"color = red\"", soon()))).hasSize(40);
    assertThat(get(node.sequences(Set.of(shard), soon()))).containsEntry(shard, 40L);
    assertThat(get(node.stats(scope)).documents()).isEqualTo(40);
    assertThat(get(node.page(shard, Optional.of("k39"), 5, soon()))).hasSize(5);
  }

  @Test
  void whatTheClientDidWrongComesBackAsThat() {
    ShardId shard = new ShardId(index.id(), 1);
    assertThatThrownBy(() -> get(node.keys(shard, "\"forbidden = 1\"", soon())))
        .hasCauseInstanceOf(ProblemException.class)
        .hasMessageContaining("`forbidden` is not filterable");
  }

  @Test
  void anOldSettingsVersionIsUnavailable() {
    ReadScope scope = new ReadScope(index.id(), new int[] {0}, 99, soon());
    assertThatThrownBy(() -> get(node.search(scope, CodecTest.REQUEST)))
        .hasCauseInstanceOf(NodeUnavailableException.class)
        .hasMessageContaining("settings version 99");
  }

  @Test
  void aNodeNobodyKnowsIsUnavailableAtOnce() {
    SearchNode unknown = nodes.node(new io.miroir.model.NodeId("nobody"));
    assertThatThrownBy(() -> get(unknown.sizeBytes(soon())))
        .hasCauseInstanceOf(NodeUnavailableException.class);
    assertThat(get(unknown.write(put(0, 1, "a", 1), soon())))
        .isInstanceOf(WriteOutcome.Failed.class);
  }

  @Test
  void aPassedDeadlineIsNotSentOut() {
    assertThatThrownBy(() -> get(node.sizeBytes(Instant.now().minusSeconds(1))))
        .hasCauseInstanceOf(NodeUnavailableException.class);
  }
}
