package io.miroir.ingest;

import io.miroir.ingest.decode.DocumentChecks;
import io.miroir.ingest.decode.DocumentChecks.Checked;
import io.miroir.model.ShardId;
import io.miroir.node.SearchNode;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.ShardHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks of a payload that depend on what is stored already. */
final class StoredCheck {
  private final IngestServices services;

  StoredCheck(IngestServices services) {
    this.services = services;
  }

  /**
   * A document without vectors for a {@code userProvided} embedder is fine when it is stored: it
   * keeps what it has.
   */
  CompletionStage<Checked> vectors(IndexEntry entry, Checked checked) {
    CompletionStage<Checked> all = CompletableFuture.completedFuture(checked);
    for (Map.Entry<String, List<String>> without : checked.withoutVectors().entrySet()) {
      all =
          all.thenCompose(
              soFar ->
                  missing(entry, without.getValue(), 0, new ArrayList<>())
                      .thenApply(missing -> refuse(soFar, without.getKey(), missing)));
    }
    return all;
  }

  private static Checked refuse(Checked checked, String embedder, List<String> missing) {
    if (!missing.isEmpty()) {
      throw DocumentChecks.inIndex(
          DocumentChecks.noVectors(embedder, missing.getFirst(), missing.size() - 1));
    }
    return checked;
  }

  /** One after the other: such writes are few, and a burst of reads would hurt searches. */
  private CompletionStage<List<String>> missing(
      IndexEntry entry, List<String> keys, int at, List<String> missing) {
    if (at == keys.size()) {
      return CompletableFuture.completedFuture(missing);
    }
    String key = keys.get(at);
    return stored(entry, key)
        .thenComposeAsync(
            stored -> {
              if (!stored) {
                missing.add(key);
              }
              return missing(entry, keys, at + 1, missing);
            },
            services.blocking());
  }

  private CompletionStage<Boolean> stored(IndexEntry entry, String key) {
    int shard = ShardHash.shardOf(key, entry.shards());
    Instant deadline = services.clock().instant().plus(services.config().sliceTimeout());
    SearchNode node =
        entry.replicas(shard).stream()
            .filter(Replica::inSync)
            .findFirst()
            .map(replica -> services.nodes().node(replica.node()))
            .orElseThrow();
    return node.document(new ShardId(entry.id(), shard), key, deadline)
        .thenApply(Optional::isPresent);
  }
}
