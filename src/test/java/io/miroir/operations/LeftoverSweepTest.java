package io.miroir.operations;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.miroir.ingest.Partial;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FakeEngine;
import io.miroir.node.FakeTables;
import io.miroir.node.NodeWrite;
import io.miroir.node.embedded.EmbeddedNode;
import io.miroir.node.embedded.EngineExecutors;
import io.miroir.node.embedded.NodeHome;
import io.miroir.node.embedded.NodeLimits;
import io.miroir.routing.IndexEntry;
import io.miroir.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverSweepTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final FakeTables tables = new FakeTables();
  private final FakeEngine engine = new FakeEngine();
  private final AtomicInteger asked = new AtomicInteger();
  private NodeHome home;
  private EmbeddedNode node;
  private IndexEntry index;

  @BeforeEach
  void fill(@TempDir Path directory) throws IOException {
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
    index = FakeTables.index("movies", 3, Optional.of("id"), home.id());
    tables.putIndex(index);
    for (int number = 0; number < 3; number++) {
      ShardId shard = new ShardId(index.id(), number);
      node.open(shard, 1, soon()).toCompletableFuture().join();
      WriteOperation write =
          new WriteOperation(
              WriteOperation.Kind.REPLACE,
              "k",
              1,
              SequenceNumber.of(1, 1),
              "{\"id\":\"k\"}".getBytes(StandardCharsets.UTF_8));
      node.write(new NodeWrite(shard, 0, List.of(write)), soon()).toCompletableFuture().join();
    }
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(30);
  }

  @AfterEach
  void end() throws IOException {
    kit.shutdownTestKit();
    home.close();
  }

  /** What the sweep asks of the topology. */
  public final class Owner {
    private final boolean unlisted;
    private final Runnable meanwhile;

    Owner(boolean unlisted, Runnable meanwhile) {
      this.unlisted = unlisted;
      this.meanwhile = meanwhile;
    }

    public CompletionStage<Boolean> unlisted(ShardId shard, NodeId of) {
      asked.incrementAndGet();
      meanwhile.run();
      return CompletableFuture.completedFuture(unlisted);
    }
  }

  private void sweep(boolean unlisted, Runnable meanwhile) {
    kit.spawn(
        LeftoverSweep.create(
            node,
            tables,
            Partial.of(Topology.class, new Owner(unlisted, meanwhile)),
            Duration.ofMillis(1),
            InstantSource.system()));
  }

  /** Shards 1 and 2 are somewhere else now. */
  private void move() {
    IndexEntry elsewhere = FakeTables.index("movies", 3, Optional.of("id"), new NodeId("other"));
    tables.putIndex(
        new IndexEntry(
            index.id(),
            index.uid(),
            3,
            1,
            index.primaryKey(),
            1,
            1,
            index.settings(),
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(index.replicas(0), elsewhere.replicas(1), elsewhere.replicas(2))));
  }

  private long sequence(int shard) {
    return engine.index(index.id()).sequence(shard);
  }

  @Test
  void whatIsNotWantedAnyMoreIsRemovedAndNothingElse() {
    move();
    sweep(true, () -> {});

    kit.createTestProbe()
        .awaitAssert(
            TIME,
            () -> {
              assertThat(sequence(1)).isZero();
              assertThat(sequence(2)).isZero();
              return null;
            });
    assertThat(sequence(0)).isPositive();
  }

  @Test
  void whatTheTopologyWantsAgainStays() {
    move();
    sweep(false, () -> {});

    awaitAsked();
    assertThat(sequence(1)).isPositive();
  }

  @Test
  void aCopyThatAnOwnerOpensMeanwhileStays() {
    move();
    sweep(true, () -> node.open(new ShardId(index.id(), 1), 2, soon()));

    awaitAsked();
    assertThat(sequence(1)).isPositive();
  }

  private void awaitAsked() {
    kit.createTestProbe()
        .awaitAssert(
            TIME,
            () -> {
              assertThat(asked.get()).isGreaterThan(2);
              return null;
            });
  }
}
