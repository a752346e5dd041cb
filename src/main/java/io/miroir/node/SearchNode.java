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
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The port to one search node, whichever kind it is and whichever member asks. Calls never block
 * and never throw; a stage fails with {@link io.miroir.model.ProblemException} for what the client
 * did wrong (messages without the "Index `uid`: " prefix), with {@link NodeUnavailableException}
 * when the node did not answer properly before the deadline.
 *
 * <p>Deadlines are by the asker's clock.
 */
public interface SearchNode {

  NodeId id();

  /**
   * Creates the index there, or brings it to this definition's settings version; completes when
   * that is searchable.
   */
  CompletionStage<Void> define(IndexId index, IndexDefinition definition);

  CompletionStage<Void> drop(IndexId index);

  /**
   * The settings version each index there serves; what is not in the map the node does not have.
   */
  CompletionStage<Map<IndexId, Long>> versions();

  /**
   * Announces the owner of a new epoch: from now on the node refuses writes of older epochs.
   * Completes with the highest sequence number applied to the shard (0 for none), every write taken
   * before included; one of this epoch or a newer one proves that the epoch is not new, and the
   * caller must begin a higher one.
   */
  CompletionStage<Long> open(ShardId shard, int epoch, Instant deadline);

  /**
   * Applies a run of operations. Calls for one shard take effect in call order, so a caller need
   * not wait for one answer before the next call. Completes normally with every outcome, never
   * exceptionally.
   */
  CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline);

  /**
   * Applies {@code COPY} and {@code COPY_DELETE} operations in call order with {@link #write}, for
   * the owner of an epoch; fenced like its writes. Completes normally with every outcome.
   */
  CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline);

  /**
   * Completes when everything the node acknowledged for these shards before the call is searchable.
   */
  CompletionStage<Void> searchable(Set<ShardId> shards, Instant deadline);

  CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request);

  /**
   * The hits of these keys as {@link #search} would have shown them: the second phase of a deep
   * page.
   */
  CompletionStage<SearchAnswer> hits(ReadScope scope, SearchRequest request, List<String> keys);

  /**
   * {@link #search} for a coordinator that merges several nodes' answers: ranked with what is known
   * of the other nodes' documents. A node that can't do so answers as it can.
   */
  default CompletionStage<PartAnswer> part(ReadScope scope, SearchRequest request, PartFacts told) {
    return search(scope, request).thenApply(PartAnswer::plain);
  }

  /**
   * The hits of these keys as {@link #part} would have shown them.
   *
   * @param asked numbers of the terms whose typos some node looked at
   */
  default CompletionStage<List<RankedHit>> show(
      ReadScope scope,
      SearchRequest request,
      List<String> keys,
      PartFacts told,
      List<Integer> asked) {
    return hits(scope, request, keys).thenApply(SearchAnswer::hits);
  }

  /** {@link #facetSearch} with what is known of the other nodes' documents. */
  default CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request, PartFacts told) {
    return facetSearch(scope, request);
  }

  /**
   * Searches of several indexes in one request: an outcome for each, in their order. Completes
   * normally as long as the node answers at all.
   */
  CompletionStage<List<FederatedOutcome>> federated(List<FederatedPart> parts, Instant deadline);

  CompletionStage<FacetSearchAnswer> facetSearch(ReadScope scope, FacetSearchRequest request);

  CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request);

  CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request);

  CompletionStage<Optional<StoredDocument>> document(ShardId shard, String key, Instant deadline);

  /** Keys of the shard's documents that match a filter (JSON text), ascending by ordinal. */
  CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline);

  CompletionStage<IndexStats> stats(ReadScope scope);

  /** The highest sequence number applied to each shard asked for, 0 for none. */
  CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline);

  CompletionStage<Fingerprint> fingerprint(ShardId shard, Instant deadline);

  /**
   * Changes of a shard after a sequence number, see {@link io.miroir.engine.EngineIndex#changes}.
   */
  CompletionStage<Changes> changes(ShardId shard, long afterSequence, int limit, Instant deadline);

  /** Documents of a shard in key order, see {@link io.miroir.engine.EngineIndex#page}. */
  CompletionStage<List<StoredDocument>> page(
      ShardId shard, Optional<String> afterKey, int limit, Instant deadline);

  CompletionStage<Void> deleteShard(ShardId shard);

  /** Merges the segments of an index; takes minutes where it is large. */
  CompletionStage<Compaction> compact(IndexId index, Instant deadline);

  /** Bytes on the node's disk. */
  CompletionStage<Long> sizeBytes(Instant deadline);
}
