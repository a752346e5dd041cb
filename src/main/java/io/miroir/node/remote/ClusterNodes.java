package io.miroir.node.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.miroir.model.NodeId;
import io.miroir.node.NodeObserver;
import io.miroir.node.Nodes;
import io.miroir.node.SearchNode;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Every node of the cluster as this member reaches it: its own and Meilisearch servers directly,
 * others through their node actor.
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
  private final RoutingTables tables;
  private final Function<NodeEntry, SearchNode> connectors;
  private final Map<NodeEntry, SearchNode> servers = new ConcurrentHashMap<>();

  private ClusterNodes(
      ActorSystem<?> system,
      Optional<SearchNode> local,
      RoutingTables tables,
      Function<NodeEntry, SearchNode> connectors,
      NodeObserver observer,
      InstantSource clock) {
    this.system = system;
    this.tables = tables;
    this.connectors = connectors;
    this.local = local;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Opens the local node to the other members, and lines to each node as the routing table names
   * it.
   *
   * @param connectors makes the port to a Meilisearch server
   * @param observer told of every call to a remote node
   */
  public static ClusterNodes start(
      ActorSystem<?> system,
      Optional<SearchNode> local,
      RoutingTables tables,
      Function<NodeEntry, SearchNode> connectors,
      NodeObserver observer,
      InstantSource clock) {
    ClusterNodes nodes = new ClusterNodes(system, local, tables, connectors, observer, clock);
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
    NodeEntry entry = tables.current().nodes().get(id);
    if (entry != null && entry.kind() == NodeEntry.Kind.MEILISEARCH) {
      return servers.computeIfAbsent(place(entry), connectors);
    }
    Remote known = remotes.get(id);
    return known != null ? known.node() : remotes.computeIfAbsent(id, this::connect).node();
  }

  /** What of an entry decides how the server is reached. */
  private static NodeEntry place(NodeEntry entry) {
    return new NodeEntry(
        entry.id(),
        entry.kind(),
        entry.group(),
        "",
        NodeEntry.State.ACTIVE,
        Optional.empty(),
        entry.url());
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
