package io.miroir.node.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.miroir.model.NodeId;
import io.miroir.node.NodeObserver;
import io.miroir.node.Nodes;
import io.miroir.node.SearchNode;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Every node of the cluster as this member reaches it: its own directly, others through their node
 * actor.
 */
public final class ClusterNodes implements Nodes {
  private static final long PENDING_BYTES_MAX = 64L << 20;

  private record Remote(RemoteNode node, ActorRef<RemoteLink.Command> link) {}

  private final ActorSystem<?> system;
  private final Optional<SearchNode> local;
  private final NodeObserver observer;
  private final InstantSource clock;
  private final AtomicInteger links = new AtomicInteger();
  private final Map<NodeId, Remote> remotes = new ConcurrentHashMap<>();

  private ClusterNodes(
      ActorSystem<?> system,
      Optional<SearchNode> local,
      NodeObserver observer,
      InstantSource clock) {
    this.system = system;
    this.local = local;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Opens the local node to the other members, and lines to each node as the routing table names
   * it.
   *
   * @param observer told of every call to a remote node
   */
  public static ClusterNodes start(
      ActorSystem<?> system,
      Optional<SearchNode> local,
      RoutingTables tables,
      NodeObserver observer,
      InstantSource clock) {
    ClusterNodes nodes = new ClusterNodes(system, local, observer, clock);
    local.ifPresent(
        node ->
            system.systemActorOf(
                NodeActor.create(node, clock), "miroir-node-" + node.id(), Props.empty()));
    tables.subscribe(nodes::follow);
    return nodes;
  }

  /** Lines are open before they are needed, and closed when a node is gone for good. */
  private void follow(RoutingTable table) {
    table.nodes().keySet().forEach(this::node);
    if (table.topologyVersion() > 0) {
      remotes.keySet().stream()
          .filter(id -> !table.nodes().containsKey(id))
          .toList()
          .forEach(this::close);
    }
  }

  private void close(NodeId id) {
    Remote remote = remotes.remove(id);
    if (remote != null) {
      remote.link().tell(RemoteLink.Stop.INSTANCE);
    }
  }

  @Override
  public SearchNode node(NodeId id) {
    if (local.isPresent() && local.get().id().equals(id)) {
      return local.get();
    }
    Remote known = remotes.get(id);
    return known != null ? known.node() : remotes.computeIfAbsent(id, this::connect).node();
  }

  private Remote connect(NodeId id) {
    PendingCalls calls = new PendingCalls(id, observer, PENDING_BYTES_MAX);
    AtomicReference<RemoteLink.Line> line = new AtomicReference<>();
    ActorRef<RemoteLink.Command> link =
        system.systemActorOf(
            RemoteLink.create(id, calls, line, clock),
            "miroir-link-" + id + "-" + links.incrementAndGet(),
            Props.empty());
    return new Remote(new RemoteNode(id, calls, line, clock), link);
  }

  /** Calls without an answer yet, by remote node. */
  public Map<NodeId, Integer> pending() {
    Map<NodeId, Integer> pending = new TreeMap<>();
    remotes.forEach((id, remote) -> pending.put(id, remote.node().pending()));
    return pending;
  }
}
