package io.miroir.node.embedded;

import io.miroir.engine.Changes;
import io.miroir.engine.Compaction;
import io.miroir.engine.Engine;
import io.miroir.engine.EngineIndex;
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
import io.miroir.node.NodeFigures;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The search node in this member's JVM: runs blocking engine calls on bounded pools, reads and
 * writes apart, and keeps the order of each shard's writes.
 */
public final class EmbeddedNode implements SearchNode {
  private static final Duration UNHURRIED = Duration.ofSeconds(30);

  private interface IndexRead<T> {
    T run(EngineIndex index) throws IOException;
  }

  private final NodeId id;
  private final HostedIndexes indexes;
  private final ReadPool reads;
  private final InstantSource clock;

  private EmbeddedNode(NodeId id, HostedIndexes indexes, ReadPool reads, InstantSource clock) {
    this.id = id;
    this.indexes = indexes;
    this.reads = reads;
    this.clock = clock;
  }

  /**
   * The node over an engine opened on {@link NodeHome#engineDirectory}; the caller closes both
   * engine and home once the node is asked nothing any more.
   */
  public static EmbeddedNode over(
      NodeHome home,
      Engine engine,
      RoutingTables tables,
      EngineExecutors executors,
      NodeLimits limits,
      InstantSource clock) {
    HostedIndexes indexes = new HostedIndexes(home, engine, tables, executors, limits, clock);
    ReadPool reads = new ReadPool(home.id(), executors.search(), limits.searchesMax(), clock);
    return new EmbeddedNode(home.id(), indexes, reads, clock);
  }

  HostedIndexes indexes() {
    return indexes;
  }

  /** What waits and runs here, for operators. */
  public NodeFigures figures() {
    Map<IndexId, Integer> queued = new TreeMap<>();
    indexes.all().forEach((index, hosted) -> queued.put(index, hosted.writes().queued()));
    return new NodeFigures(
        id, indexes.engine().ids().size(), queued, indexes.queuedBytes(), reads.running());
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public CompletionStage<Void> define(IndexId index, IndexDefinition definition) {
    return indexes.define(index, definition).exceptionallyCompose(this::unwrapped);
  }

  @Override
  public CompletionStage<Void> drop(IndexId index) {
    return indexes.drop(index).exceptionallyCompose(this::unwrapped);
  }

  @Override
  public CompletionStage<Map<IndexId, Long>> versions() {
    return reads.submit(soon(), indexes::versions);
  }

  @Override
  public CompletionStage<Long> open(ShardId shard, int epoch, Instant deadline) {
    return indexes.index(shard.index()).writes().open(shard.number(), epoch);
  }

  @Override
  public CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline) {
    return indexes.index(write.shard().index()).writes().write(write, deadline);
  }

  @Override
  public CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline) {
    return indexes.index(shard.index()).writes().repair(shard, epoch, operations, deadline);
  }

  @Override
  public CompletionStage<Void> searchable(Set<ShardId> shards, Instant deadline) {
    CompletableFuture<?>[] all =
        shards.stream()
            .map(ShardId::index)
            .distinct()
            .map(index -> indexes.index(index).searchable().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all).exceptionallyCompose(this::unwrapped);
  }

  @Override
  public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request) {
    return read(scope, index -> index.search(request, scope.shards()));
  }

  @Override
  public CompletionStage<SearchAnswer> hits(
      ReadScope scope, SearchRequest request, List<String> keys) {
    return read(scope, index -> index.hits(request, scope.shards(), keys));
  }

  @Override
  public CompletionStage<List<FederatedOutcome>> federated(
      List<FederatedPart> parts, Instant deadline) {
    List<CompletableFuture<FederatedOutcome>> outcomes =
        parts.stream().map(part -> outcome(part, deadline).toCompletableFuture()).toList();
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(done -> outcomes.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<FederatedOutcome> outcome(FederatedPart part, Instant deadline) {
    ReadScope scope = part.scope();
    return read(
            scope.index(),
            scope.settingsFloor(),
            deadline,
            index -> index.federated(part.request(), scope.shards()))
        .handle(
            (answer, failure) ->
                failure == null
                    ? new FederatedOutcome.Answered(answer)
                    : new FederatedOutcome.Unanswered(reason(failure)));
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof NodeUnavailableException unavailable
        ? unavailable.reason()
        : String.valueOf(cause);
  }

  @Override
  public CompletionStage<PartAnswer> part(ReadScope scope, SearchRequest request, PartFacts told) {
    return read(scope, index -> index.part(request, scope.shards(), told));
  }

  @Override
  public CompletionStage<List<RankedHit>> show(
      ReadScope scope,
      SearchRequest request,
      List<String> keys,
      PartFacts told,
      List<Integer> asked) {
    return read(scope, index -> index.show(request, scope.shards(), keys, told, asked));
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request, PartFacts told) {
    return read(scope, index -> index.facetSearch(request, scope.shards(), told));
  }

  @Override
  public CompletionStage<FacetSearchAnswer> facetSearch(
      ReadScope scope, FacetSearchRequest request) {
    return read(scope, index -> index.facetSearch(request, scope.shards()));
  }

  @Override
  public CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request) {
    return read(scope, index -> index.similar(request, scope.shards()));
  }

  @Override
  public CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request) {
    return read(scope, index -> index.documents(request, scope.shards()));
  }

  @Override
  public CompletionStage<IndexStats> stats(ReadScope scope) {
    return read(scope, index -> index.stats(scope.shards()));
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(
      ShardId shard, String key, Instant deadline) {
    return read(shard.index(), 0, deadline, index -> index.document(key, shard.number()));
  }

  @Override
  public CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline) {
    return read(shard.index(), 0, deadline, index -> index.keys(filter, shard.number()));
  }

  @Override
  public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
    return reads.submit(deadline, () -> sequencesNow(shards));
  }

  private Map<ShardId, Long> sequencesNow(Set<ShardId> shards) {
    return shards.stream()
        .collect(
            Collectors.toMap(
                shard -> shard,
                shard ->
                    indexes
                        .engine()
                        .find(shard.index())
                        .map(index -> index.sequence(shard.number()))
                        .orElse(0L),
                (a, b) -> a,
                HashMap::new));
  }

  @Override
  public CompletionStage<Fingerprint> fingerprint(ShardId shard, Instant deadline) {
    return read(shard.index(), 0, deadline, index -> index.fingerprint(shard.number()));
  }

  @Override
  public CompletionStage<Changes> changes(
      ShardId shard, long afterSequence, int limit, Instant deadline) {
    return read(
        shard.index(), 0, deadline, index -> index.changes(shard.number(), afterSequence, limit));
  }

  @Override
  public CompletionStage<List<StoredDocument>> page(
      ShardId shard, Optional<String> afterKey, int limit, Instant deadline) {
    return read(shard.index(), 0, deadline, index -> index.page(shard.number(), afterKey, limit));
  }

  @Override
  public CompletionStage<Void> deleteShard(ShardId shard) {
    return reads.submit(
        soon(),
        () -> {
          Optional<EngineIndex> index = indexes.engine().find(shard.index());
          if (index.isPresent()) {
            index.get().deleteShard(shard.number());
          }
          return null;
        });
  }

  /** Shards of which something is stored here, though they are not among these. */
  public CompletionStage<Set<ShardId>> leftovers(Set<ShardId> wanted) {
    return reads.submit(
        soon(),
        () -> {
          Set<ShardId> found = new TreeSet<>();
          for (IndexId id : indexes.engine().ids()) {
            Optional<EngineIndex> index = indexes.engine().find(id);
            int shards = index.map(i -> i.definition().shards()).orElse(0);
            for (int number = 0; number < shards; number++) {
              ShardId shard = new ShardId(id, number);
              if (!wanted.contains(shard) && holds(index.orElseThrow(), number)) {
                found.add(shard);
              }
            }
          }
          return found;
        });
  }

  /** A copy that was never finished has documents, but no sequence number. */
  private static boolean holds(EngineIndex index, int shard) throws IOException {
    return index.sequence(shard) > 0 || !index.page(shard, Optional.empty(), 1).isEmpty();
  }

  /**
   * Removes a shard from the disk, unless it is wanted here after all.
   *
   * @param unlisted asked now: whether the topology wants no copy here, and no member reads one
   * @return completes with whether it was removed
   */
  public CompletionStage<Boolean> forget(
      ShardId shard, Supplier<CompletionStage<Boolean>> unlisted) {
    WriteLane lane = indexes.index(shard.index()).writes();
    long opens = lane.opens(shard.number());
    return unlisted
        .get()
        .thenCompose(
            yes ->
                yes
                    ? lane.forget(shard.number(), opens)
                    : CompletableFuture.completedFuture(false));
  }

  @Override
  public CompletionStage<Compaction> compact(IndexId index, Instant deadline) {
    return indexes.compact(index).exceptionallyCompose(this::unwrapped);
  }

  @Override
  public CompletionStage<Long> sizeBytes(Instant deadline) {
    return reads.submit(deadline, () -> indexes.engine().sizeBytes());
  }

  private <T> CompletionStage<T> read(ReadScope scope, IndexRead<T> read) {
    return read(scope.index(), scope.settingsFloor(), scope.deadline(), read);
  }

  private <T> CompletionStage<T> read(
      IndexId index, long settingsFloor, Instant deadline, IndexRead<T> read) {
    HostedIndex hosted = indexes.index(index);
    CompletionStage<Void> seen =
        hosted.overdue() ? hosted.searchable() : CompletableFuture.completedFuture(null);
    return seen.thenCompose(ok -> hosted.index())
        .thenCompose(found -> reads.submit(deadline, () -> atFloor(found, settingsFloor, read)))
        .exceptionallyCompose(this::unwrapped);
  }

  private <T> T atFloor(EngineIndex index, long floor, IndexRead<T> read) throws IOException {
    long version = index.definition().settingsVersion();
    if (version < floor) {
      throw new NodeUnavailableException(
          id, "expected settings version " + floor + " or newer, serving " + version);
    }
    return read.run(index);
  }

  private <T> CompletionStage<T> unwrapped(Throwable failure) {
    return CompletableFuture.failedFuture(
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure);
  }

  private Instant soon() {
    return clock.instant().plus(UNHURRIED);
  }
}
