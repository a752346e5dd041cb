package io.miroir.operations.dump;

import io.miroir.engine.Changes;
import io.miroir.engine.StoredDocument;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.node.SearchNode;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the documents of a shard as they are at one sequence number, while writes go on: a walk in
 * key order, then everything that changed since it began, again until nothing came. What the walk
 * saw of a key that has changed is dropped, so that what is left is the state after the last
 * change.
 *
 * <p>Reads one in-sync copy; where it fails, it begins again with another one. Blocks.
 */
final class ShardCopy {
  private static final Logger LOG = LoggerFactory.getLogger(ShardCopy.class);
  private static final int PAGE = 500;
  private static final int ATTEMPTS_MAX = 4;
  private static final int CHANGED_MAX = 1_000_000;
  private static final int LOOKS_MAX = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where documents go; an attempt that failed is told to be forgotten. */
  interface Sink {
    /**
     * @param attempt counts up from 0 with each beginning
     */
    void take(int attempt, StoredDocument document) throws IOException;
  }

  /**
   * What came of it.
   *
   * @param sequence of the shard's last write that is in the copy
   * @param attempt whose documents count
   * @param newest sequence of each key that changed meanwhile; a document of another one is stale
   */
  record Result(long sequence, int attempt, Map<String, Long> newest) {
    boolean holds(OrdinalSort.Item item) {
      Long last = newest.get(item.key());
      return last == null || last == item.sequence();
    }
  }

  /** The copy can't be finished, but a new one may be. */
  private static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restart(String why) {
      super(why, null, false, false);
    }
  }

  private final Nodes nodes;
  private final RoutingTables tables;

  ShardCopy(Nodes nodes, RoutingTables tables) {
    this.nodes = nodes;
    this.tables = tables;
  }

  /**
   * @throws ProblemException miroir_unavailable when no in-sync copy of the shard lets itself be
   *     read to the end
   */
  Result copy(ShardId shard, Sink sink) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      List<NodeId> copies = copies(shard);
      if (copies.isEmpty()) {
        break;
      }
      NodeId copy = copies.get(attempt % copies.size());
      try {
        return copy(nodes.node(copy), shard, attempt, sink);
      } catch (CompletionException | Restart e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        LOG.warn("Copying shard {} from {} failed: {}", shard, copy, why.toString());
      }
    }
    throw ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE, "Shard " + shard.number() + " has no copy that can be read.");
  }

  private List<NodeId> copies(ShardId shard) {
    return tables.current().index(shard.index()).stream()
        .flatMap(index -> index.replicas(shard.number()).stream())
        .filter(Replica::inSync)
        .map(Replica::node)
        .toList();
  }

  private static Result copy(SearchNode node, ShardId shard, int attempt, Sink sink)
      throws IOException {
    long begin =
        get(node.sequences(Set.of(shard), Instant.now().plus(PATIENCE))).getOrDefault(shard, 0L);
    Map<String, Long> newest = new HashMap<>();
    Optional<String> last = Optional.empty();
    List<StoredDocument> page;
    do {
      page = get(node.page(shard, last, PAGE, Instant.now().plus(PATIENCE)));
      for (StoredDocument document : page) {
        if (document.sequence() > begin) {
          newest.put(document.key(), document.sequence());
        }
        sink.take(attempt, document);
        last = Optional.of(document.key());
      }
    } while (!page.isEmpty());
    long sequence = changed(node, shard, attempt, sink, begin, newest);
    return new Result(sequence, attempt, newest);
  }

  /**
   * Takes what changed, until nothing did between two looks: then nothing was newer than the copy
   * when it was completed. Where writes never pause, a key that is always written has its newest
   * state of some moment meanwhile.
   *
   * @return the sequence that the copy has
   */
  private static long changed(
      SearchNode node, ShardId shard, int attempt, Sink sink, long begin, Map<String, Long> newest)
      throws IOException {
    long sequence = begin;
    long quietAt = -1;
    for (int looks = 0; looks < LOOKS_MAX; ) {
      Changes changes = get(node.changes(shard, sequence, PAGE, Instant.now().plus(PATIENCE)));
      if (!changes.complete()) {
        throw new Restart("more was deleted meanwhile than the node remembers");
      }
      sequence = Math.max(sequence, changes.last());
      if (changes.changes().isEmpty()) {
        if (quietAt == sequence) {
          return sequence;
        }
        quietAt = sequence;
        looks++;
      }
      take(changes, attempt, sink, newest);
    }
    LOG.info("Shard {} was written without a pause while it was copied", shard);
    return sequence;
  }

  private static void take(Changes changes, int attempt, Sink sink, Map<String, Long> newest)
      throws IOException {
    for (Changes.Change change : changes.changes()) {
      Long before = newest.put(change.key(), change.sequence());
      boolean isNew = before == null || before < change.sequence();
      if (isNew && !change.deleted()) {
        sink.take(
            attempt,
            new StoredDocument(
                change.key(), change.ordinal(), change.sequence(), change.document()));
      }
    }
    if (newest.size() > CHANGED_MAX) {
      throw new Restart("more changed meanwhile than can be remembered");
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
