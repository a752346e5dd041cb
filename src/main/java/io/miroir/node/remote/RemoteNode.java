package io.miroir.node.remote;

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
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A node on another member. A call goes straight from the caller's thread to that member, so calls
 * made one after another arrive in that order.
 */
final class RemoteNode implements SearchNode {
  private static final Duration UNHURRIED = Duration.ofSeconds(30);

  /** Re-indexing after a change of settings takes what it takes. */
  private static final Duration DEFINE_TIME = Duration.ofHours(1);

  private final NodeId id;
  private final PendingCalls calls;
  private final AtomicReference<RemoteLink.Line> line;
  private final InstantSource clock;

  RemoteNode(
      NodeId id, PendingCalls calls, AtomicReference<RemoteLink.Line> line, InstantSource clock) {
    this.id = id;
    this.calls = calls;
    this.line = line;
    this.clock = clock;
  }

  int pending() {
    return calls.size();
  }

  @Override
  public NodeId id() {
    return id;
  }

  private <Q, A> CompletionStage<A> call(NodeMethod<Q, A> method, Q arguments, Instant deadline) {
    RemoteLink.Line to = line.get();
    if (to == null) {
      return unavailable("its member is not reachable");
    }
    long timeLeft = Duration.between(clock.instant(), deadline).toMillis();
    if (timeLeft <= 0) {
      return unavailable("the deadline has passed");
    }
    byte[] bytes = method.arguments().encode(arguments);
    PendingCalls.Begun begun = calls.begin(deadline, bytes.length);
    if (!begun.result().isDone()) {
      Piece.each(
          bytes,
          (offset, piece) ->
              to.node()
                  .tell(
                      new NodeActor.Call(
                          begun.call(),
                          method.code(),
                          timeLeft,
                          bytes.length,
                          offset,
                          piece,
                          to.answers())));
      // The line may have been lost after it was read: such a call would wait for its deadline.
      if (line.get() != to) {
        calls.lost(begun.call(), "its member became unreachable");
      }
    }
    return begun.result().thenApply(method.answer()::decode);
  }

  private <A> CompletionStage<A> unavailable(String reason) {
    return CompletableFuture.failedFuture(new NodeUnavailableException(id, reason));
  }

  private <R> NodeMethod.Scoped<R> scoped(ReadScope scope, R request) {
    return new NodeMethod.Scoped<>(scope, request);
  }

  private Instant in(Duration time) {
    return clock.instant().plus(time);
  }

  @Override
  public CompletionStage<Void> define(IndexId index, IndexDefinition definition) {
    return call(NodeMethod.DEFINE, new NodeMethod.Definition(index, definition), in(DEFINE_TIME));
  }

  @Override
  public CompletionStage<Void> drop(IndexId index) {
    return call(NodeMethod.DROP, index, in(UNHURRIED));
  }

  @Override
  public CompletionStage<Map<IndexId, Long>> versions() {
    return call(NodeMethod.VERSIONS, null, in(UNHURRIED));
  }

  @Override
  public CompletionStage<Long> open(ShardId shard, int epoch, Instant deadline) {
    return call(NodeMethod.OPEN, new NodeMethod.Opening(shard, epoch), deadline);
  }

  @Override
  public CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline) {
    return call(NodeMethod.WRITE, write, deadline).exceptionally(RemoteNode::failed);
  }

  private static WriteOutcome failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return new WriteOutcome.Failed(
        cause instanceof NodeUnavailableException unavailable
            ? unavailable.reason()
            : String.valueOf(cause));
  }

  @Override
  public CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline) {
    return call(NodeMethod.REPAIR, new NodeMethod.RepairOf(shard, epoch, operations), deadline)
        .exceptionally(RemoteNode::failed);
  }

  @Override
  public CompletionStage<Void> searchable(Set<ShardId> shards, Instant deadline) {
    return call(NodeMethod.SEARCHABLE, shards, deadline);
  }

  @Override
  public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request) {
    return call(NodeMethod.SEARCH, scoped(scope, request), scope.deadline());
  }

  @Override
  public CompletionStage<SearchAnswer> hits(
      ReadScope scope, SearchRequest request, List<String> keys) {
    return call(
        NodeMethod.HITS, scoped(scope, new NodeMethod.HitsOf(request, keys)), scope.deadline());
  }

  @Override
  public CompletionStage<List<FederatedOutcome>> federated(
      List<FederatedPart> parts, Instant deadline) {
    return call(NodeMethod.FEDERATED, parts, deadline);
  }

  @Override
  public CompletionStage<PartAnswer> part(ReadScope scope, SearchRequest request, PartFacts told) {
    return call(
        NodeMethod.PART, scoped(scope, new PartCodec.PartOf(request, told)), scope.deadline());
  }

  @Override
  public CompletionStage<List<RankedHit>> show(
      ReadScope scope,
      SearchRequest request,
      List<String> keys,
      PartFacts told,
      List<Integer> asked) {
    return call(
        NodeMethod.SHOW,
        scoped(scope, new PartCodec.ShowOf(new PartCodec.PartOf(request, told), keys, asked)),
        scope.deadline());
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request, PartFacts told) {
    return call(
        NodeMethod.FACETS_OF_PART,
        scoped(scope, new PartCodec.FacetsOf(request, told)),
        scope.deadline());
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request) {
    return call(NodeMethod.FACET_SEARCH, scoped(scope, request), scope.deadline());
  }

  @Override
  public CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request) {
    return call(NodeMethod.SIMILAR, scoped(scope, request), scope.deadline());
  }

  @Override
  public CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request) {
    return call(NodeMethod.DOCUMENTS, scoped(scope, request), scope.deadline());
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(
      ShardId shard, String key, Instant deadline) {
    return call(NodeMethod.DOCUMENT, new NodeMethod.KeyOf(shard, key), deadline);
  }

  @Override
  public CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline) {
    return call(NodeMethod.KEYS, new NodeMethod.FilterOf(shard, filter), deadline);
  }

  @Override
  public CompletionStage<IndexStats> stats(ReadScope scope) {
    return call(NodeMethod.STATS, scoped(scope, ""), scope.deadline());
  }

  @Override
  public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
    return call(NodeMethod.SEQUENCES, shards, deadline);
  }

  @Override
  public CompletionStage<Fingerprint> fingerprint(ShardId shard, Instant deadline) {
    return call(NodeMethod.FINGERPRINT, shard, deadline);
  }

  @Override
  public CompletionStage<Changes> changes(
      ShardId shard, long afterSequence, int limit, Instant deadline) {
    return call(
        NodeMethod.CHANGES, new NodeMethod.ChangesOf(shard, afterSequence, limit), deadline);
  }

  @Override
  public CompletionStage<List<StoredDocument>> page(
      ShardId shard, Optional<String> afterKey, int limit, Instant deadline) {
    return call(NodeMethod.PAGE, new NodeMethod.PageOf(shard, afterKey, limit), deadline);
  }

  @Override
  public CompletionStage<Void> deleteShard(ShardId shard) {
    return call(NodeMethod.DELETE_SHARD, shard, in(UNHURRIED));
  }

  @Override
  public CompletionStage<Compaction> compact(IndexId index, Instant deadline) {
    return call(NodeMethod.COMPACT, index, deadline);
  }

  @Override
  public CompletionStage<Long> sizeBytes(Instant deadline) {
    return call(NodeMethod.SIZE_BYTES, null, deadline);
  }
}
