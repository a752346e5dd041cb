package io.miroir.search;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.miroir.catalog.Catalog;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.routing.ShardHash;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Reads of this member: plans, asks the nodes, merges. */
public final class ClusterSearches implements Searches {
  /** Refusals of the search itself that name the index; others keep their words (API, 3.5). */
  private static final Set<ErrorCode> PREFIXED =
      Set.of(
          ErrorCode.INVALID_SEARCH_FILTER,
          ErrorCode.INVALID_SEARCH_SORT,
          ErrorCode.INVALID_SEARCH_DISTINCT,
          ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON);

  private final Reader reader;
  private final Gate gate;
  private final HitReader hits;
  private final FederatedReader federated;
  private final DocumentListing listing;

  private ClusterSearches(Reader reader, Gate gate) {
    this.reader = reader;
    this.gate = gate;
    this.hits = new HitReader(reader);
    this.federated = new FederatedReader(reader);
    this.listing = new DocumentListing(reader);
  }

  /**
   * @param local the nodes this member hosts
   */
  public static ClusterSearches create(
      ActorSystem<?> system,
      SearchConfig config,
      Nodes nodes,
      RoutingTables tables,
      Catalog catalog,
      Set<NodeId> local) {
    return create(
        system.systemActorOf(QuerySessions.create(), "query-sessions", Props.empty()),
        config,
        nodes,
        tables,
        catalog,
        local);
  }

  static ClusterSearches create(
      ActorRef<QuerySessions.Begin> sessions,
      SearchConfig config,
      Nodes nodes,
      RoutingTables tables,
      Catalog catalog,
      Set<NodeId> local) {
    NodeLoads loads = new NodeLoads();
    CoveringSets sets =
        new CoveringSets(local, node -> loads.of(node).expectedNanos(), new SharedRandom());
    Hedges hedges = new Hedges(config.hedging(), config.hedgeAfterMin());
    SessionTools tools = new SessionTools(nodes, tables, sets, loads, hedges);
    Gatherer gatherer = new Gatherer(tools, Set.copyOf(local), sessions);
    return new ClusterSearches(
        new Reader(config, tables, catalog, gatherer), new Gate(config.inFlightMax()));
  }

  /** Chance for any thread. */
  private static final class SharedRandom implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }

  @Override
  public CompletionStage<Merged> search(IndexUid uid, SearchRequest request) {
    return gate.pass(
        SearchMetrics.query("search"),
        () -> prefixed(uid, reader.withIndex(uid, index -> hits.search(index, request))));
  }

  private static <T> CompletionStage<T> prefixed(IndexUid uid, CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause = SessionTools.cause(failure);
          return CompletableFuture.failedFuture(
              cause instanceof ProblemException refusal
                  ? prefixed(uid, refusal.problem()).asException()
                  : cause);
        });
  }

  /** The refusal of one query as clients read it. */
  static Problem prefixed(IndexUid uid, Problem problem) {
    return PREFIXED.contains(problem.code()) ? problem.inIndex(uid.value()) : problem;
  }

  @Override
  public CompletionStage<List<IndexAnswers>> together(List<IndexQueries> asked) {
    return gate.pass(SearchMetrics.query("federated"), () -> federated.read(asked));
  }

  @Override
  public CompletionStage<List<FacetCounts.Value>> facetSearch(
      IndexUid uid, FacetSearchRequest request) {
    return gate.pass(
        SearchMetrics.query("facet-search"),
        () -> reader.withIndex(uid, index -> facetSearch(index, request)));
  }

  private CompletionStage<List<FacetCounts.Value>> facetSearch(
      IndexEntry index, FacetSearchRequest request) {
    int[] shards = KeyNarrowing.shards(index, request.search().filter());
    CoveringSet plan = reader.gatherer().plan(index, shards);
    return hits.words(index, request.search(), plan)
        .thenCompose(
            told ->
                reader.gather(
                    new Scatter<>(
                        index,
                        shards,
                        reader.deadline(),
                        (node, scope) ->
                            told.statistics().isEmpty()
                                ? node.facetSearch(scope, request)
                                : node.facetSearch(scope, request, told)),
                    plan))
        .thenApply(
            gathered ->
                FacetMerger.search(
                    gathered.answers().stream().map(FacetSearchAnswer::values).toList(),
                    index.settings().faceting(),
                    request.facetName()));
  }

  @Override
  public CompletionStage<Merged> similar(
      IndexUid uid, String id, String embedder, SearchRequest search) {
    return gate.pass(
        SearchMetrics.query("similar"),
        () -> reader.withIndex(uid, index -> similar(index, id, embedder, search)));
  }

  private CompletionStage<Merged> similar(
      IndexEntry index, String id, String embedder, SearchRequest search) {
    DocumentsRequest own =
        new DocumentsRequest(
            0, 1, Optional.empty(), true, Optional.of(List.of(id)), Optional.empty(), List.of());
    return listing
        .list(index, own)
        .thenCompose(
            page -> {
              if (page.documents().isEmpty()) {
                throw ProblemException.of(
                    ErrorCode.NOT_FOUND_SIMILAR_ID, "Document `" + id + "` not found.");
              }
              return hits.similar(
                  index,
                  new SimilarRequest(
                      id, embedder, Vectors.of(page.documents().getFirst(), embedder), search));
            });
  }

  @Override
  public CompletionStage<Page> documents(IndexUid uid, DocumentsRequest request) {
    return gate.pass(
        SearchMetrics.query("documents"),
        () -> reader.withIndex(uid, index -> listing.list(index, request)));
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(IndexUid uid, String key) {
    return gate.pass(
        SearchMetrics.query("document"),
        () -> reader.withIndex(uid, index -> document(index, key)));
  }

  private CompletionStage<Optional<StoredDocument>> document(IndexEntry index, String key) {
    int shard = ShardHash.shardOf(key, index.shards());
    ShardId id = new ShardId(index.id(), shard);
    return reader
        .gather(index, new int[] {shard}, (node, scope) -> node.document(id, key, scope.deadline()))
        .thenApply(gathered -> gathered.answers().getFirst());
  }

  @Override
  public CompletionStage<IndexStats> stats(IndexUid uid) {
    return reader.withIndex(
        uid,
        index ->
            reader
                .gather(index, KeyNarrowing.all(index), (node, scope) -> node.stats(scope))
                .thenApply(gathered -> StatsMerger.sum(gathered.answers())));
  }
}
