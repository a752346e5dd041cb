package io.miroir.operations.dump;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;

/** The documents of an index, or those that match a filter, as lines; for other rooms. Blocks. */
public final class IndexCopies {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Nodes nodes;
  private final IndexCopy copy;

  public IndexCopies(Nodes nodes, RoutingTables tables) {
    this.nodes = nodes;
    this.copy = new IndexCopy(new ShardCopy(nodes, tables));
  }

  /**
   * Writes one document a line, in the order of insertion.
   *
   * @param filter JSON text
   * @param scratch names for files while this goes on, by number
   * @throws io.miroir.model.ProblemException for a bad filter, or when a shard can't be read
   */
  public void write(
      IndexEntry index, Optional<String> filter, OutputStream out, IntFunction<Path> scratch)
      throws IOException {
    if (filter.isEmpty()) {
      copy.write(index, out, scratch);
      return;
    }
    Set<String> selected = new HashSet<>();
    for (int shard = 0; shard < index.shards(); shard++) {
      selected.addAll(keys(index, shard, filter.get()));
    }
    copy.write(index, selected::contains, out, scratch);
  }

  private java.util.List<String> keys(IndexEntry index, int shard, String filter) {
    NodeId node =
        index.replicas(shard).stream()
            .filter(Replica::inSync)
            .findFirst()
            .map(Replica::node)
            .orElseThrow();
    try {
      return nodes
          .node(node)
          .keys(new ShardId(index.id(), shard), filter, Instant.now().plus(PATIENCE))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof io.miroir.model.ProblemException problem
          ? problem.problem().inIndex(index.uid().value()).asException()
          : e;
    }
  }
}
