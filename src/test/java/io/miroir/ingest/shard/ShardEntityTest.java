package io.miroir.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.ConfigFactory;
import io.miroir.ingest.FakeOwners;
import io.miroir.ingest.Partial;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FakeEngine;
import io.miroir.node.FakeTables;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import io.miroir.node.embedded.EmbeddedNode;
import io.miroir.node.embedded.EngineExecutors;
import io.miroir.node.embedded.NodeHome;
import io.miroir.node.embedded.NodeLimits;
import io.miroir.node.remote.WriteCodec;
import io.miroir.routing.IndexEntry;
import io.miroir.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardEntityTest {
  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load()));
  private final FakeTables tables = new FakeTables();
  private final FakeEngine engine = new FakeEngine();
  private final TestProbe<ShardReply> replies = kit.createTestProbe();
  private final TestProbe<ShardView> views = kit.createTestProbe();
  private final TestProbe<ShardCommand> region = kit.createTestProbe();
  private NodeHome home;
  private EmbeddedNode node;
  private IndexEntry index;
  private ShardId shard;
  private ShardServices services;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    home = NodeHome.open(directory);
    var threads = ForkJoinPool.commonPool();
    node =
        EmbeddedNode.over(
            home,
            engine,
            tables,
            new EngineExecutors(threads, threads, threads, threads),
            NodeLimits.DEFAULT,
            InstantSource.system());
    index = FakeTables.index("movies", 1, Optional.of("id"), home.id());
    shard = new ShardId(index.id(), 0);
    FakeOwners owners = new FakeOwners(tables, new NodeId[] {home.id()});
    services =
        new ShardServices(
            id -> node,
            Partial.of(Topology.class, owners),
            tables,
            ShardConfig.DEFAULT,
            new RepairSlots(1),
            RepairReport.Listener.NONE,
            InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    kit.shutdownTestKit();
    home.close();
  }

  private ActorRef<ShardEntity.Command> entity() {
    return kit.spawn(ShardEntity.create(shard, services, region.getRef()));
  }

  private ShardReply write(ActorRef<ShardEntity.Command> entity, String key) {
    byte[] bytes =
        WriteCodec.WRITE.encode(new NodeWrite(shard, -1, List.of(WriteOperation.delete(key))));
    entity.tell(new ShardEntity.Write(bytes.length, 0, bytes, 5_000, replies.getRef()));
    return replies.receiveMessage(Duration.ofSeconds(10));
  }

  private ShardView view(ActorRef<ShardEntity.Command> entity) {
    entity.tell(new ShardEntity.Describe(views.getRef()));
    return views.receiveMessage(Duration.ofSeconds(10));
  }

  @Test
  void eachStartIsANewEpochThatFencesTheOneBefore() {
    tables.putIndex(index);
    ActorRef<ShardEntity.Command> first = entity();
    assertThat(write(first, "a")).isInstanceOf(ShardReply.Written.class);
    assertThat(view(first).sequence()).isEqualTo(SequenceNumber.of(1, 1));
    kit.stop(first);

    ActorRef<ShardEntity.Command> second = entity();
    assertThat(write(second, "b")).isInstanceOf(ShardReply.Written.class);
    assertThat(view(second).sequence()).isEqualTo(SequenceNumber.of(2, 1));

    long old = SequenceNumber.of(1, 2);
    NodeWrite late =
        new NodeWrite(shard, -1, List.of(WriteOperation.delete("c").withSequence(old)));
    assertThat(
            node.write(late, Instant.now().plusSeconds(5))
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join())
        .isEqualTo(new WriteOutcome.Fenced(2));
  }

  @Test
  void aJournalThatLostAnEpochCostsNoWrite() {
    tables.putIndex(index);
    long given = SequenceNumber.of(3, 2);
    NodeWrite before =
        new NodeWrite(shard, -1, List.of(WriteOperation.delete("a").withSequence(given)));
    node.write(before, Instant.now().plusSeconds(5))
        .toCompletableFuture()
        .orTimeout(5, TimeUnit.SECONDS)
        .join();

    ActorRef<ShardEntity.Command> entity = entity();
    assertThat(write(entity, "b")).isInstanceOf(ShardReply.Written.class);
    assertThat(view(entity).sequence()).isEqualTo(SequenceNumber.of(4, 1));
  }

  @Test
  void aWriteThatComesBeforeTheTableKnowsTheIndexWaitsForIt() {
    ActorRef<ShardEntity.Command> entity = entity();
    assertThat(view(entity).open()).isFalse();
    byte[] bytes =
        WriteCodec.WRITE.encode(new NodeWrite(shard, -1, List.of(WriteOperation.delete("a"))));
    entity.tell(new ShardEntity.Write(bytes.length, 0, bytes, 5_000, replies.getRef()));
    tables.putIndex(index);
    assertThat(replies.receiveMessage(Duration.ofSeconds(10)))
        .isInstanceOf(ShardReply.Written.class);
  }

  @Test
  void aLastReplicaThatFailsMakesTheShardBeginAgainAndRecover() {
    tables.putIndex(index);
    ActorRef<ShardEntity.Command> entity = entity();
    write(entity, "a");
    engine.index(index.id()).failWith(new IOException("disk full"));
    assertThat(write(entity, "b")).isInstanceOf(ShardReply.Unknown.class);
    engine.index(index.id()).failWith(null);

    assertThat(write(entity, "c")).isInstanceOf(ShardReply.Written.class);
    assertThat(view(entity).epoch()).isEqualTo(2);
  }
}
