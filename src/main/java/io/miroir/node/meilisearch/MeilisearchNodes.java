package io.miroir.node.meilisearch;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.typed.Cluster;
import io.miroir.node.NodeObserver;
import io.miroir.node.SearchNode;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTables;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Makes the port to each Meilisearch server that is a node, as this member reaches it. */
public final class MeilisearchNodes implements Function<NodeEntry, SearchNode> {
  private final ActorSystem<?> system;
  private final RoutingTables tables;
  private final Optional<String> key;
  private final NodeObserver observer;
  private final InstantSource clock;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * @param key the servers' master key
   * @param observer told of every request
   */
  public MeilisearchNodes(
      ActorSystem<?> system,
      RoutingTables tables,
      Optional<String> key,
      NodeObserver observer,
      InstantSource clock) {
    this.system = system;
    this.tables = tables;
    this.key = key;
    this.observer = observer;
    this.clock = clock;
  }

  @Override
  public SearchNode apply(NodeEntry entry) {
    NodeHttp http =
        new NodeHttp(entry.id(), URI.create(entry.url().orElseThrow()), key, observer, clock);
    MeilisearchNode node = new MeilisearchNode(http, tables);
    system.systemActorOf(
        ServerUpkeep.create(node, tables, leads()),
        "miroir-server-upkeep-" + entry.id() + "-" + started.incrementAndGet(),
        Props.empty());
    return node;
  }

  /** One member at a time sees to the indexes of servers. */
  private BooleanSupplier leads() {
    Cluster cluster = Cluster.get(system);
    return () -> cluster.selfMember().address().equals(cluster.state().getLeader());
  }
}
