package io.miroir.node;

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
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node that answers nothing; tests override what they need of it. */
public class UnavailableNode implements SearchNode {
  private final NodeId id;

  public UnavailableNode(String id) {
    this.id = new NodeId(id);
  }

  protected final <T> CompletionStage<T> unavailable() {
    return CompletableFuture.failedFuture(new NodeUnavailableException(id, "test"));
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public CompletionStage<Void> define(IndexId index, IndexDefinition definition) {
    return unavailable();
  }

  @Override
  public CompletionStage<Void> drop(IndexId index) {
    return unavailable();
  }

  @Override
  public CompletionStage<Map<IndexId, Long>> versions() {
    return unavailable();
  }

  @Override
  public CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline) {
    return CompletableFuture.completedFuture(new WriteOutcome.Failed("test"));
  }

  @Override
  public CompletionStage<Long> open(ShardId shard, int epoch, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<Void> searchable(Set<ShardId> shards, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request) {
    return unavailable();
  }

  @Override
  public CompletionStage<SearchAnswer> hits(
      ReadScope scope, SearchRequest request, List<String> keys) {
    return unavailable();
  }

  @Override
  public CompletionStage<List<FederatedOutcome>> federated(
      List<FederatedPart> parts, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request) {
    return unavailable();
  }

  @Override
  public CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request) {
    return unavailable();
  }

  @Override
  public CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request) {
    return unavailable();
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(
      ShardId shard, String key, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<IndexStats> stats(ReadScope scope) {
    return unavailable();
  }

  @Override
  public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<Fingerprint> fingerprint(ShardId shard, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<Changes> changes(
      ShardId shard, long afterSequence, int limit, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<List<StoredDocument>> page(
      ShardId shard, Optional<String> afterKey, int limit, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<Void> deleteShard(ShardId shard) {
    return unavailable();
  }

  @Override
  public CompletionStage<Compaction> compact(IndexId index, Instant deadline) {
    return unavailable();
  }

  @Override
  public CompletionStage<Long> sizeBytes(Instant deadline) {
    return unavailable();
  }
}
