package io.miroir.node.embedded;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.miroir.engine.Engine;
import io.miroir.node.NodeObserver;
import io.miroir.node.SearchNode;
import io.miroir.node.remote.ClusterNodes;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * The room on one member with an embedded node.
 *
 * @param nodes reaches every node of the cluster
 * @param local this member's own
 */
public record NodeRoom(ClusterNodes nodes, EmbeddedNode local, Engine engine, NodeHome home)
    implements AutoCloseable {

  /**
   * Opens the node to the cluster and keeps its indexes as the routing table wants them.
   *
   * @param home opened before, since its id is needed to register the node
   * @param servers makes the port to a Meilisearch server
   * @param engine opened on {@link NodeHome#engineDirectory}
   */
  public static NodeRoom start(
      ActorSystem<?> system,
      NodeHome home,
      Engine engine,
      NodeLimits limits,
      RoutingTables tables,
      Function<NodeEntry, SearchNode> servers,
      NodeObserver observer) {
    InstantSource clock = InstantSource.system();
    EmbeddedNode local =
        EmbeddedNode.over(home, engine, tables, EngineExecutors.of(system), limits, clock);
    system.systemActorOf(
        NodeMaintenance.create(local, tables), "miroir-node-maintenance", Props.empty());
    ClusterNodes nodes =
        ClusterNodes.start(system, Optional.of(local), tables, servers, observer, clock);
    return new NodeRoom(nodes, local, engine, home);
  }

  /** Call it when the actor system has ended: nothing may use the engine any more. */
  @Override
  public void close() throws IOException {
    try (home) {
      engine.close();
    }
  }
}
