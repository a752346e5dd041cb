package io.miroir.topology;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.persistence.typed.PersistenceId;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.routing.RoutingTableBuilder;
import io.miroir.routing.RoutingTables;
import io.miroir.routing.TopologyPart;
import io.miroir.topology.tables.PartKey;
import io.miroir.topology.tables.PartPublisher;
import io.miroir.topology.tables.ReplicatedTables;
import io.miroir.topology.tables.TableReplicator;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What a member has of this room once it is started: its routing table and the singleton's door.
 */
public record TopologyRoom(RoutingTables tables, Topology topology) {

  /**
   * Starts this member's replicator and its candidate for the singleton. Once per actor system.
   *
   * @param store keeps the known members across restarts; completes when that is durable
   */
  public static TopologyRoom start(
      ActorSystem<?> system,
      TopologyConfig config,
      Function<TopologyPart, CompletionStage<Void>> store) {
    ReplicatedTables tables = new ReplicatedTables(system.executionContext());
    ActorRef<TopologySingleton.Command> proxy =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    akka.actor.typed.javadsl.Behaviors.supervise(
                            TopologySingleton.create(
                                PersistenceId.of("topology", "singleton"),
                                ctx -> wiring(ctx, config, tables)))
                        .onFailure(
                            SupervisorStrategy.restartWithBackoff(
                                Duration.ofMillis(200), Duration.ofSeconds(3), 0.1)),
                    "topology"));
    system.systemActorOf(
        TableReplicator.create(
            new TableReplicator.Wiring(
                tables,
                new RoutingTableBuilder(SettingsJson::parse),
                store,
                (table, noted) -> proxy.tell(new TopologySingleton.Confirm(table, noted)))),
        "routing-tables",
        Props.empty());
    return new TopologyRoom(
        tables, new TopologyClient(new SingletonAsk<>(system, "topology", proxy)));
  }

  private static TopologySingleton.Wiring wiring(
      ActorContext<TopologySingleton.Command> ctx, TopologyConfig config, RoutingTables tables) {
    return new TopologySingleton.Wiring(
        config,
        tables,
        ClusterMembers.of(ctx.getSystem()),
        SteadyClock.create(),
        ctx.spawn(PartPublisher.create(PartKey.TOPOLOGY), "publisher"));
  }
}
