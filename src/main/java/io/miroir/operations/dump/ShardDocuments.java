package io.miroir.operations.dump;

import io.miroir.engine.StoredDocument;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the documents of an index shard by shard, each from an in-sync copy, going on with another
 * copy where one stops answering: all walk in the order of keys. Blocks.
 */
final class ShardDocuments {
  private static final Logger LOG = LoggerFactory.getLogger(ShardDocuments.class);
  private static final int PAGE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Nodes nodes;
  private final RoutingTables tables;

  ShardDocuments(Nodes nodes, RoutingTables tables) {
    this.nodes = nodes;
    this.tables = tables;
  }

  /**
   * Writes one document a line.
   *
   * @throws ProblemException miroir_unavailable when no in-sync copy of a shard answers
   */
  void write(IndexEntry index, OutputStream out) throws IOException {
    for (int number = 0; number < index.shards(); number++) {
      ShardId shard = new ShardId(index.id(), number);
      Optional<String> last = Optional.empty();
      List<StoredDocument> page;
      do {
        page = page(shard, last);
        for (StoredDocument document : page) {
          out.write(oneLine(document.document()));
          out.write('\n');
          last = Optional.of(document.key());
        }
      } while (!page.isEmpty());
    }
  }

  /** Line ends stand between the tokens of a JSON text, never in them. */
  static byte[] oneLine(byte[] json) {
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  private List<StoredDocument> page(ShardId shard, Optional<String> after) {
    List<Replica> copies =
        tables.current().index(shard.index()).stream()
            .flatMap(index -> index.replicas(shard.number()).stream())
            .filter(Replica::inSync)
            .toList();
    for (Replica copy : copies) {
      try {
        return nodes
            .node(copy.node())
            .page(shard, after, PAGE, Instant.now().plus(PATIENCE))
            .toCompletableFuture()
            .join();
      } catch (CompletionException e) {
        LOG.warn("Reading shard {} from {} failed", shard, copy.node(), e.getCause());
      }
    }
    throw ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE, "Shard " + shard.number() + " has no copy that can be read.");
  }
}
