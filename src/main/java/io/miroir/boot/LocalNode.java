package io.miroir.boot;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.pattern.StatusReply;
import io.miroir.engine.Engine;
import io.miroir.engine.EngineConfig;
import io.miroir.engine.LocalEngine;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.node.embedded.NodeHome;
import io.miroir.node.embedded.NodeLimits;
import io.miroir.node.embedded.NodeRoom;
import io.miroir.node.meilisearch.MeilisearchNodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.topology.Topology;
import io.miroir.topology.TopologyRoom;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search node that this member hosts, and how the cluster shall know it.
 *
 * @param embedded false: it stays unknown and empty, all documents are on other nodes
 */
record LocalNode(NodeRoom room, NodeEntry entry, boolean embedded) {
  private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Opens node and engine, and keeps their indexes as the routing table wants them. */
  static LocalNode start(
      ActorSystem<?> system,
      ServerConfig config,
      String clusterId,
      TopologyRoom topology,
      Ending ending)
      throws IOException {
    NodeHome home = NodeHome.open(config.dataDir().resolve("node"));
    ending.add("node directory", home::close);
    home.claimFor(clusterId);
    Engine engine = LocalEngine.open(EngineConfig.in(home.engineDirectory()));
    ending.add("engine", engine::close);
    NodeRoom room =
        NodeRoom.start(
            system,
            home,
            engine,
            limits(config),
            topology.tables(),
            new MeilisearchNodes(
                system,
                topology.tables(),
                config.servers().key(),
                topology.topology()::observed,
                InstantSource.system()),
            topology.topology()::observed);
    return new LocalNode(room, entry(system, config, home.id()), config.node().embedded());
  }

  NodeId id() {
    return entry.id();
  }

  private static NodeLimits limits(ServerConfig config) {
    NodeLimits usual = NodeLimits.DEFAULT;
    return new NodeLimits(
        config.limits().indexingBytesMax(),
        usual.roundBytesMax(),
        usual.searchesMax(),
        usual.refreshAfter(),
        usual.openPatience());
  }

  private static NodeEntry entry(ActorSystem<?> system, ServerConfig config, NodeId id) {
    return new NodeEntry(
        id,
        NodeEntry.Kind.EMBEDDED,
        new GroupId(config.node().group()),
        config.node().zone(),
        NodeEntry.State.JOINING,
        Optional.of(Cluster.get(system).selfMember().address().toString()),
        Optional.empty());
  }

  /** Makes the node known to the cluster; fails when the cluster refuses it. */
  CompletionStage<Done> register(Topology topology) {
    if (!embedded) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return topology
        .register(entry)
        .thenApply(known -> Done.getInstance())
        .exceptionallyCompose(failure -> again(topology, failure));
  }

  private CompletionStage<Done> again(Topology topology, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof StatusReply.ErrorMessage) {
      return CompletableFuture.failedFuture(new StartFailedException(cause.getMessage()));
    }
    LOG.info("This member's node is not registered yet: {}", cause.getMessage());
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(paused -> register(topology));
  }

  /** What the routing table wants of this node and it does not serve yet. */
  CompletionStage<Optional<String>> missing(RoutingTable table) {
    if (!embedded) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (!table.nodes().containsKey(id())) {
      return CompletableFuture.completedFuture(
          Optional.of("this member's node is not in the routing table yet"));
    }
    return room.local()
        .versions()
        .thenApply(
            served -> {
              long behind =
                  table.indexes().values().stream()
                      .filter(index -> hosts(index) && isBehind(index, served))
                      .count();
              return behind == 0
                  ? Optional.empty()
                  : Optional.of("this member's node prepares " + behind + " indexes");
            });
  }

  private boolean hosts(IndexEntry index) {
    return index.allocation().stream()
        .anyMatch(replicas -> replicas.stream().anyMatch(replica -> replica.node().equals(id())));
  }

  private static boolean isBehind(IndexEntry index, Map<io.miroir.model.IndexId, Long> served) {
    return served.getOrDefault(index.id(), -1L) < index.settingsFloor();
  }
}
