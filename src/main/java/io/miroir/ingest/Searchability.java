package io.miroir.ingest;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until acknowledged writes are searchable on every in-sync replica. A replica that stays
 * silent is asked again for a while; then the wait ends without it: no reader reaches it either,
 * and when it answers again it has made everything durable searchable.
 */
final class Searchability {
  private static final Logger LOG = LoggerFactory.getLogger(Searchability.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final IngestServices services;

  Searchability(IngestServices services) {
    this.services = services;
  }

  /** Always completes normally. */
  CompletionStage<Void> await(IndexId index, Set<Integer> shards) {
    Instant giveUp = services.clock().instant().plus(services.config().searchablePatience());
    return round(index, shards, new HashSet<>(), giveUp);
  }

  private CompletionStage<Void> round(
      IndexId index, Set<Integer> shards, Set<NodeId> done, Instant giveUp) {
    Map<NodeId, Set<ShardId>> open = readable(index, shards);
    open.keySet().removeAll(done);
    CompletableFuture<?>[] answers =
        open.entrySet().stream()
            .map(entry -> ask(entry.getKey(), entry.getValue(), done))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(answers)
        .thenCompose(
            asked -> {
              open.keySet().removeAll(done);
              // Not read by anyone, and it makes what it missed searchable before it is.
              open.keySet().removeIf(this::isFailed);
              if (open.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              if (services.clock().instant().isAfter(giveUp)) {
                LOG.warn("Nodes {} did not make index {} searchable in time", open.keySet(), index);
                return CompletableFuture.completedFuture(null);
              }
              return CompletableFuture.runAsync(
                      () -> {},
                      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(paused -> round(index, shards, done, giveUp));
            });
  }

  private boolean isFailed(NodeId node) {
    NodeEntry entry = services.tables().current().nodes().get(node);
    return entry != null && entry.state() == NodeEntry.State.FAILED;
  }

  private CompletableFuture<Void> ask(NodeId node, Set<ShardId> shards, Set<NodeId> done) {
    Instant deadline = services.clock().instant().plus(ATTEMPT);
    return services
        .nodes()
        .node(node)
        .searchable(shards, deadline)
        .toCompletableFuture()
        .orTimeout(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (ok, failure) -> {
              if (failure == null) {
                synchronized (done) {
                  done.add(node);
                }
              }
              return null;
            });
  }

  /** One that is being filled may enter the in-sync set, and be read, at any moment. */
  private Map<NodeId, Set<ShardId>> readable(IndexId index, Set<Integer> shards) {
    Map<NodeId, Set<ShardId>> nodes = new HashMap<>();
    services
        .tables()
        .current()
        .index(index)
        .ifPresent(
            entry -> {
              for (int shard : shards) {
                entry.replicas(shard).stream()
                    .filter(replica -> replica.state() != Replica.State.STALE)
                    .forEach(
                        replica ->
                            nodes
                                .computeIfAbsent(replica.node(), key -> new HashSet<>())
                                .add(new ShardId(index, shard)));
              }
            });
    return nodes;
  }
}
