package io.miroir.testing;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.miroir.access.Keys;
import io.miroir.catalog.Catalog;
import io.miroir.catalog.CatalogConfig;
import io.miroir.catalog.CatalogRoom;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.persistence.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/** One member of a real cluster inside the test's JVM: topology and catalog, no HTTP, no engine. */
public final class TestMember implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public final ActorSystem<Void> system;
  public final TopologyRoom topology;
  public final Catalog catalog;
  public final Keys keys;

  private TestMember(ActorSystem<Void> system) {
    this.system = system;
    this.topology =
        TopologyRoom.start(
            system, TopologyConfig.DEFAULT, part -> CompletableFuture.completedFuture(null));
    CatalogRoom room = CatalogRoom.start(system, CatalogConfig.DEFAULT, topology);
    this.catalog = room.catalog();
    this.keys = room.keys();
  }

  public static TestMember start(Database database) {
    return new TestMember(
        ActorSystem.create(
            Behaviors.empty(),
            "miroir",
            ConfigFactory.parseString(
                    """
                    akka.loglevel = WARNING
                    akka.stdout-loglevel = OFF
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.coordinated-shutdown.exit-jvm = off
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 30s
                    """)
                .withFallback(database.akkaConfig())
                .withFallback(ConfigFactory.load())));
  }

  /** Joins the cluster of another member, or its own; returns when it is up everywhere. */
  public TestMember join(TestMember other) {
    Cluster.get(system)
        .manager()
        .tell(Join.create(Cluster.get(other.system).selfMember().address()));
    await("up", () -> Cluster.get(system).selfMember().status() == MemberStatus.up());
    return this;
  }

  /** Registers an embedded node of this member. */
  public NodeEntry registerNode(String id) {
    NodeEntry node =
        new NodeEntry(
            new NodeId(id),
            NodeEntry.Kind.EMBEDDED,
            GroupId.DEFAULT,
            "",
            NodeEntry.State.ACTIVE,
            Optional.of(address()),
            Optional.empty());
    return get(topology.topology().register(node));
  }

  public String address() {
    return Cluster.get(system).selfMember().address().toString();
  }

  public long membersUp() {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status() == MemberStatus.up())
        .map(Member::address)
        .count();
  }

  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Looks again until it is so; for what has no message to wait for. */
  public static void await(String what, BooleanSupplier condition) {
    Instant until = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(until)) {
        throw new AssertionError("not in time: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public void close() {
    system.terminate();
    get(system.getWhenTerminated());
  }
}
