package io.miroir.operations.saga;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.persistence.typed.PersistenceId;
import io.miroir.catalog.Catalog;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.SingletonAsk;
import io.miroir.topology.Topology;
import java.time.Clock;
import java.time.Duration;

/** Starts this room on a member. */
public final class OperationsRoom {
  private OperationsRoom() {}

  /** This member's door, with its candidate for the coordinator. Once per actor system. */
  public static Operations start(
      ActorSystem<?> system,
      CoordinatorConfig config,
      RoutingTables tables,
      Topology topology,
      Catalog catalog) {
    Coordinator.Wiring wiring =
        new Coordinator.Wiring(config, tables, new Hands(topology, catalog), Clock.systemUTC());
    ActorRef<Coordinator.Command> proxy =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    Behaviors.supervise(
                            Coordinator.create(
                                PersistenceId.of("operations", "coordinator"), ctx -> wiring))
                        .onFailure(
                            SupervisorStrategy.restartWithBackoff(
                                Duration.ofMillis(200), Duration.ofSeconds(3), 0.1)),
                    "operations"));
    return new Operations(new SingletonAsk<>(system, "operations coordinator", proxy));
  }
}
