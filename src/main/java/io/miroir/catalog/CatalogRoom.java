package io.miroir.catalog;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.persistence.typed.PersistenceId;
import io.miroir.access.Keys;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.SingletonAsk;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.tables.PartKey;
import io.miroir.topology.tables.PartPublisher;
import java.time.Clock;
import java.time.Duration;

/** This room on a member: the doors to the one owner of catalog and keys. */
public record CatalogRoom(Catalog catalog, Keys keys) {

  /** Starts this member's candidate for the singleton. Once per actor system. */
  public static CatalogRoom start(
      ActorSystem<?> system, CatalogConfig config, TopologyRoom topology) {
    ActorRef<CatalogSingleton.Command> proxy =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    Behaviors.supervise(
                            CatalogSingleton.create(
                                PersistenceId.of("catalog", "singleton"),
                                ctx -> wiring(ctx, config, topology.tables())))
                        .onFailure(
                            SupervisorStrategy.restartWithBackoff(
                                Duration.ofMillis(200), Duration.ofSeconds(3), 0.1)),
                    "catalog"));
    CatalogClient catalog =
        new CatalogClient(
            new SingletonAsk<>(system, "catalog", proxy), topology.tables(), topology.topology());
    return new CatalogRoom(catalog, new KeysClient(catalog));
  }

  private static CatalogSingleton.Wiring wiring(
      ActorContext<CatalogSingleton.Command> ctx, CatalogConfig config, RoutingTables tables) {
    return new CatalogSingleton.Wiring(
        config,
        tables,
        Clock.systemUTC(),
        new IndexIds(),
        ctx.spawn(PartPublisher.create(PartKey.CATALOG), "publisher"));
  }
}
