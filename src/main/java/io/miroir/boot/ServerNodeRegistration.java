package io.miroir.boot;

import akka.Done;
import io.miroir.node.meilisearch.Ownership;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Meilisearch servers of the configuration nodes of the cluster, one after the other. */
final class ServerNodeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNodeRegistration.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Topology topology;
  private final RoutingTables tables;
  private final Ownership ownership;

  ServerNodeRegistration(Topology topology, RoutingTables tables, Ownership ownership) {
    this.topology = topology;
    this.tables = tables;
    this.ownership = ownership;
  }

  CompletionStage<Done> register(List<NodeEntry> nodes) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
    for (NodeEntry node : nodes) {
      all = all.thenCompose(done -> register(node));
    }
    return all;
  }

  /** A server that is a node already is not checked again: it may be down, and must not be new. */
  private CompletionStage<Done> register(NodeEntry node) {
    CompletionStage<Void> checked =
        tables.current().nodes().containsKey(node.id())
            ? CompletableFuture.completedFuture(null)
            : ownership.claim(node.id(), node.url().orElseThrow());
    return checked
        .thenCompose(ok -> topology.register(node))
        .thenApply(known -> Done.getInstance())
        .exceptionallyCompose(
            failure -> {
              LOG.warn("Node {} is not registered yet: {}", node.id(), failure.getMessage());
              return CompletableFuture.runAsync(
                      () -> {},
                      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(paused -> register(node));
            });
  }
}
