package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.Changes;
import io.miroir.engine.Compaction;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTables;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A Meilisearch server behind the port, as this member reaches it. Everything that must outlive
 * this member (sequence numbers, epochs, deletions, settings versions) is kept on the server.
 */
final class MeilisearchNode implements SearchNode {
  private static final Duration SLOW = Duration.ofMinutes(2);

  private final NodeHttp http;
  private final RoutingTables tables;
  private final NodeTasks tasks;
  private final NodeIndexes indexes;
  private final StoredReader reader;
  private final NodeReads reads;
  private final ShardWalks walks;
  private final Map<IndexId, WriteLane> lanes = new ConcurrentHashMap<>();

  MeilisearchNode(NodeHttp http, RoutingTables tables) {
    this.http = http;
    this.tables = tables;
    this.tasks = new NodeTasks(http);
    this.indexes = new NodeIndexes(http, tasks);
    this.reader = new StoredReader(http);
    this.reads = new NodeReads(http, indexes, tables);
    this.walks = new ShardWalks(reader);
  }

  @Override
  public NodeId id() {
    return http.id();
  }

  NodeIndexes indexes() {
    return indexes;
  }

  @Override
  public CompletionStage<Void> define(IndexId index, IndexDefinition definition) {
    return run(() -> defineNow(index, definition));
  }

  /**
   * An index that the node should have is not made again: its empty copy would be taken for a good
   * one. It is made once no replica there is in sync any more, and then repaired.
   */
  private void defineNow(IndexId index, IndexDefinition definition) {
    Instant deadline = http.in(SLOW);
    boolean lost = indexes.look(deadline).containsKey(index) || !indexes.owned();
    boolean inSync =
        tables.current().index(index).stream()
            .flatMap(entry -> entry.allocation().stream())
            .flatMap(List::stream)
            .anyMatch(r -> r.node().equals(id()) && r.state() == Replica.State.IN_SYNC);
    indexes.define(index, definition, tables.current().catalogVersion(), !(lost && inSync));
  }

  @Override
  public CompletionStage<Void> drop(IndexId index) {
    return run(
        () -> {
          lanes.remove(index);
          indexes.drop(index, http.in(SLOW));
        });
  }

  @Override
  public CompletionStage<Map<IndexId, Long>> versions() {
    return VirtualThreads.call(
        () ->
            indexes.look(http.in(SLOW)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().version())));
  }

  private WriteLane lane(IndexId index) {
    return lanes.computeIfAbsent(
        index, id -> new WriteLane(id, http, tasks, reader, () -> prepared(id)));
  }

  /** The primary key of an index that is on the node, made there if need be. */
  private Optional<String> prepared(IndexId index) {
    IndexEntry entry = entry(index);
    try {
      indexes.requireVersion(index, 0, http.in(SLOW));
    } catch (NodeUnavailableException e) {
      defineNow(
          index,
          new IndexDefinition(
              entry.shards(), entry.primaryKey(), entry.settingsVersion(), entry.settings()));
    }
    return entry.primaryKey();
  }

  private IndexEntry entry(IndexId index) {
    Optional<IndexEntry> known = tables.current().index(index);
    return known.orElseGet(
        () ->
            tables
                .await(table -> table.index(index).isPresent())
                .toCompletableFuture()
                .join()
                .index(index)
                .orElseThrow());
  }

  private String keyField(IndexId index) {
    return entry(index).primaryKey().orElse("id");
  }

  @Override
  public CompletionStage<Long> open(ShardId shard, int epoch, Instant deadline) {
    return VirtualThreads.call(() -> lane(shard.index()).open(shard.number(), epoch, deadline));
  }

  @Override
  public CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline) {
    int epoch =
        write.operations().stream()
            .mapToInt(op -> SequenceNumber.epoch(op.sequence()))
            .max()
            .orElse(0);
    return add(write.shard(), epoch, write.previous(), false, write.operations(), deadline);
  }

  @Override
  public CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline) {
    return add(shard, epoch, -1, true, operations, deadline);
  }

  private CompletionStage<WriteOutcome> add(
      ShardId shard,
      int epoch,
      long previous,
      boolean repair,
      List<WriteOperation> operations,
      Instant deadline) {
    CompletableFuture<WriteOutcome> outcome = new CompletableFuture<>();
    lane(shard.index())
        .add(new ShardWriteCall(shard, epoch, previous, repair, operations, deadline, outcome));
    return outcome;
  }

  /** A write is answered when its task succeeded, and so is searchable. */
  @Override
  public CompletionStage<Void> searchable(Set<ShardId> shards, Instant deadline) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request) {
    return VirtualThreads.call(() -> reads.search(scope, request));
  }

  @Override
  public CompletionStage<SearchAnswer> hits(
      ReadScope scope, SearchRequest request, List<String> keys) {
    return VirtualThreads.call(() -> reads.hits(scope, request, keys));
  }

  @Override
  public CompletionStage<List<FederatedOutcome>> federated(
      List<FederatedPart> parts, Instant deadline) {
    List<CompletableFuture<FederatedOutcome>> outcomes =
        parts.stream()
            .map(part -> VirtualThreads.call(() -> outcome(part)).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(done -> outcomes.stream().map(CompletableFuture::join).toList());
  }

  private FederatedOutcome outcome(FederatedPart part) {
    List<SearchRequest> queries = part.request().queries();
    try {
      FederatedParts read = new FederatedParts(part.request());
      for (int i = 0; i < queries.size(); i++) {
        try {
          read.add(reads.search(part.scope(), read.query(i)));
        } catch (NodeRefusal e) {
          return new FederatedOutcome.Answered(FederatedAnswer.refused(i, e.problem().problem()));
        }
      }
      return new FederatedOutcome.Answered(read.answer());
    } catch (NodeUnavailableException e) {
      return new FederatedOutcome.Unanswered(e.reason());
    }
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request) {
    return VirtualThreads.call(() -> reads.facetSearch(scope, request));
  }

  @Override
  public CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request) {
    return VirtualThreads.call(() -> reads.similar(scope, request));
  }

  @Override
  public CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request) {
    return VirtualThreads.call(() -> reads.documents(scope, request));
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(
      ShardId shard, String key, Instant deadline) {
    return VirtualThreads.call(
        () ->
            Optional.ofNullable(
                    reader
                        .byKey(shard.index(), keyField(shard.index()), List.of(key), true, deadline)
                        .get(key))
                .filter(row -> !row.dead())
                .map(StoredReader.Row::stored));
  }

  @Override
  public CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline) {
    return VirtualThreads.call(
        () -> walks.matching(shard, keyField(shard.index()), filter, deadline));
  }

  @Override
  public CompletionStage<IndexStats> stats(ReadScope scope) {
    return VirtualThreads.call(() -> reads.stats(scope));
  }

  @Override
  public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
    return VirtualThreads.call(
        () -> {
          Map<ShardId, Long> sequences = new HashMap<>();
          shards.stream()
              .collect(
                  Collectors.groupingBy(
                      ShardId::index, Collectors.mapping(ShardId::number, Collectors.toSet())))
              .forEach(
                  (index, numbers) ->
                      lane(index)
                          .sequences(numbers, deadline)
                          .forEach((n, p) -> sequences.put(new ShardId(index, n), p.sequence())));
          return sequences;
        });
  }

  private WriteRound.Progress progress(ShardId shard, Instant deadline) {
    return lane(shard.index()).sequences(Set.of(shard.number()), deadline).get(shard.number());
  }

  @Override
  public CompletionStage<Fingerprint> fingerprint(ShardId shard, Instant deadline) {
    return VirtualThreads.call(
        () ->
            walks.fingerprint(
                shard, keyField(shard.index()), progress(shard, deadline).sequence(), deadline));
  }

  @Override
  public CompletionStage<Changes> changes(
      ShardId shard, long afterSequence, int limit, Instant deadline) {
    return VirtualThreads.call(
        () ->
            walks.changes(
                shard,
                keyField(shard.index()),
                progress(shard, deadline),
                afterSequence,
                limit,
                deadline));
  }

  @Override
  public CompletionStage<List<StoredDocument>> page(
      ShardId shard, Optional<String> afterKey, int limit, Instant deadline) {
    return VirtualThreads.call(
        () -> walks.page(shard, keyField(shard.index()), afterKey, limit, deadline));
  }

  @Override
  public CompletionStage<Void> deleteShard(ShardId shard) {
    return run(
        () -> {
          Instant deadline = http.in(SLOW);
          String path = NodeIndexes.path(shard.index());
          String filter =
              "%s IN [\"%s\", \"%s\"]"
                  .formatted(
                      Reserved.SHARD, Reserved.live(shard.number()), Reserved.dead(shard.number()));
          try {
            awaitDeletion(path + "/documents/delete-batch", markers(shard), deadline);
            awaitDeletion(
                path + "/documents/delete",
                new JsonWriter().object().field("filter", filter).endObject().toString(),
                deadline);
          } catch (NodeRefusal e) {
            if (!e.code().equals("index_not_found")) {
              throw e;
            }
          }
        });
  }

  private static String markers(ShardId shard) {
    return new JsonWriter()
        .strings(List.of(Reserved.sequenceKey(shard.number()), Reserved.epochKey(shard.number())))
        .toString();
  }

  private void awaitDeletion(String path, String body, Instant deadline) {
    tasks.await(http.post(path, body, deadline), deadline);
  }

  /** A server merges by itself. */
  @Override
  public CompletionStage<Compaction> compact(IndexId index, Instant deadline) {
    return CompletableFuture.completedFuture(Compaction.NONE);
  }

  @Override
  public CompletionStage<Long> sizeBytes(Instant deadline) {
    return VirtualThreads.call(
        () -> {
          JsonNode stats = http.get("/stats", deadline);
          return stats.path("databaseSize").asLong();
        });
  }

  private static CompletionStage<Void> run(Runnable body) {
    return VirtualThreads.call(
        () -> {
          body.run();
          return null;
        });
  }
}
