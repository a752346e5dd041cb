package io.miroir.search;

import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.ReadScope;
import io.miroir.node.UnavailableNode;
import io.miroir.routing.ShardHash;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A node that holds every document of a list and answers for the shards it is asked, or doesn't.
 */
final class FakeNode extends UnavailableNode {
  final Set<ShardId> madeSearchable = ConcurrentHashMap.newKeySet();

  enum Mood {
    WELL,
    LOST,
    SILENT,
    REFUSING
  }

  private static final FederatedOutcome REFUSED =
      new FederatedOutcome.Answered(
          FederatedAnswer.refused(1, new Problem(ErrorCode.INVALID_SEARCH_FILTER, "bad filter")));

  private final List<RankedHit> documents;
  private final int shards;
  final AtomicInteger asked = new AtomicInteger();
  volatile Mood mood = Mood.WELL;
  final AtomicInteger documentBytes = new AtomicInteger();

  /**
   * @param documents in ranked order
   */
  FakeNode(String id, int shards, List<RankedHit> documents) {
    super(id);
    this.shards = shards;
    this.documents = documents;
  }

  private <T> CompletionStage<T> answer(Supplier<T> value) {
    asked.incrementAndGet();
    return switch (mood) {
      case WELL -> CompletableFuture.supplyAsync(value);
      case LOST -> unavailable();
      case SILENT -> new CompletableFuture<>();
      case REFUSING ->
          CompletableFuture.failedFuture(
              ProblemException.of(ErrorCode.INVALID_SEARCH_FILTER, "bad filter"));
    };
  }

  private List<RankedHit> of(ReadScope scope) {
    return documents.stream()
        .filter(
            hit ->
                java.util.Arrays.binarySearch(scope.shards(), ShardHash.shardOf(hit.key(), shards))
                    >= 0)
        .toList();
  }

  private static RankedHit bare(RankedHit hit) {
    return new RankedHit(
        hit.key(),
        hit.ordinal(),
        hit.scores(),
        hit.distinctValues(),
        "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Given.NOTHING,
        Given.NOTHING);
  }

  @Override
  public CompletionStage<Void> searchable(Set<ShardId> asked, Instant deadline) {
    return answer(
        () -> {
          madeSearchable.addAll(asked);
          return null;
        });
  }

  @Override
  public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest request) {
    return answer(
        () -> {
          List<RankedHit> all = of(scope);
          boolean keysOnly = request.attributesToRetrieve().equals(Optional.of(List.of()));
          List<RankedHit> hits =
              all.stream()
                  .limit(request.offset() + request.limit())
                  .map(hit -> keysOnly ? bare(hit) : hit)
                  .toList();
          hits.forEach(hit -> documentBytes.addAndGet(hit.document().length));
          return new SearchAnswer(hits, all.size(), List.of(), -1, false);
        });
  }

  @Override
  public CompletionStage<List<FederatedOutcome>> federated(
      List<FederatedPart> parts, Instant deadline) {
    return mood == Mood.REFUSING
        ? CompletableFuture.completedFuture(
            parts.stream().<FederatedOutcome>map(part -> REFUSED).toList())
        : answer(() -> parts.stream().map(this::outcome).toList());
  }

  private FederatedOutcome outcome(FederatedPart part) {
    List<RankedHit> all = of(part.scope());
    List<SearchAnswer> answers =
        part.request().queries().stream()
            .map(
                query ->
                    new SearchAnswer(
                        all.stream().limit(query.limit()).toList(),
                        all.size(),
                        List.of(),
                        -1,
                        false))
            .toList();
    return new FederatedOutcome.Answered(
        new FederatedAnswer(answers, all.size(), List.of(), Optional.empty()));
  }

  @Override
  public CompletionStage<SearchAnswer> hits(
      ReadScope scope, SearchRequest request, List<String> keys) {
    return answer(
        () -> {
          List<RankedHit> hits =
              of(scope).stream().filter(hit -> keys.contains(hit.key())).toList();
          hits.forEach(hit -> documentBytes.addAndGet(hit.document().length));
          return new SearchAnswer(hits, hits.size(), List.of(), -1, false);
        });
  }

  @Override
  public CompletionStage<SearchAnswer> similar(ReadScope scope, SimilarRequest request) {
    return answer(
        () ->
            new SearchAnswer(
                of(scope).stream().filter(h -> !h.key().equals(request.excludedKey())).toList(),
                of(scope).size(),
                List.of(),
                -1,
                false));
  }

  @Override
  public CompletionStage<DocumentsAnswer> documents(ReadScope scope, DocumentsRequest request) {
    return answer(
        () -> {
          List<RankedHit> found =
              of(scope).stream()
                  .filter(hit -> request.ids().isEmpty() || request.ids().get().contains(hit.key()))
                  .sorted(Comparator.comparingLong(RankedHit::ordinal))
                  .map(
                      hit ->
                          new RankedHit(
                              hit.key(),
                              hit.ordinal(),
                              List.of(),
                              List.of(),
                              request.fields().isPresent()
                                  ? "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)
                                  : hit.document(),
                              Given.NOTHING,
                              Given.NOTHING))
                  .toList();
          return new DocumentsAnswer(
              found.stream().skip(request.offset()).limit(request.limit()).toList(), found.size());
        });
  }

  @Override
  public CompletionStage<Optional<StoredDocument>> document(
      ShardId shard, String key, Instant deadline) {
    return answer(
        () ->
            documents.stream()
                .filter(hit -> hit.key().equals(key))
                .map(hit -> new StoredDocument(key, hit.ordinal(), 1, hit.document()))
                .findFirst());
  }

  @Override
  public CompletionStage<IndexStats> stats(ReadScope scope) {
    return answer(
        () ->
            new IndexStats(
                of(scope).size(),
                10,
                0,
                0,
                false,
                Map.of("id", (long) of(scope).size()),
                Set.of("id")));
  }
}
