package io.miroir.search;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.engine.query.AskedSimilar;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.SimilarRequestReader;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Documents near another one. */
public final class SimilarRoutes {
  private static final int OK = 200;
  private static final String PATH = "/indexes/{uid}/similar";

  private final Searches searches;
  private final Catalog catalog;

  public SimilarRoutes(Searches searches, Catalog catalog) {
    this.searches = searches;
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            PATH, "search", call -> similar(call, SimilarRequestReader.read(call.query()))),
        Endpoint.post(
            PATH,
            "search",
            call ->
                call.json().thenCompose(body -> similar(call, SimilarRequestReader.read(body)))));
  }

  private CompletionStage<HttpResponse> similar(Call call, AskedSimilar sent) {
    long start = System.nanoTime();
    IndexUid uid = call.index();
    Optional<String> rule = call.caller().filter(uid);
    AskedSimilar asked = sent.within(rule);
    asked
        .search()
        .request()
        .filter()
        .ifPresent(
            filter ->
                FilterSyntax.check(
                    filter,
                    ErrorCode.INVALID_SIMILAR_FILTER,
                    catalog.has(Feature.CONTAINS_FILTER)));
    return catalog
        .find(uid)
        .thenCompose(
            found -> {
              var index = found.orElseThrow(() -> Absent.index(uid));
              return visible(uid, asked.id(), rule)
                  .thenCompose(
                      seen ->
                          searches.similar(
                              uid, asked.id(), asked.embedder(), asked.search().request()))
                  .thenApply(
                      merged -> {
                        Duration took = Duration.ofNanos(System.nanoTime() - start);
                        JsonWriter out = new JsonWriter().object();
                        new SearchResponse(asked.search(), merged, index, took)
                            .writeSimilar(out, asked.id())
                            .endObject();
                        return Answers.degraded(Answers.json(OK, out), merged.degraded());
                      });
            })
        .exceptionally(failure -> Recoded.fail(failure, SimilarRoutes::ofSimilar));
  }

  /** Fails unless the document that others shall be like is one the caller may find. */
  private CompletionStage<Void> visible(IndexUid uid, String id, Optional<String> rule) {
    if (rule.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    DocumentsRequest own =
        new DocumentsRequest(
            0, 1, Optional.of(List.of()), false, Optional.of(List.of(id)), rule, List.of());
    return searches
        .documents(uid, own)
        .thenAccept(
            page -> {
              if (page.documents().isEmpty()) {
                throw ProblemException.of(
                    ErrorCode.NOT_FOUND_SIMILAR_ID, "Document `" + id + "` not found.");
              }
            });
  }

  /** The engine speaks of searches; the same refusals have other codes here. */
  private static Problem ofSimilar(Problem problem) {
    return switch (problem.code()) {
      case INVALID_SEARCH_FILTER, INVALID_DOCUMENT_FILTER ->
          new Problem(ErrorCode.INVALID_SIMILAR_FILTER, problem.message());
      case INVALID_SEARCH_EMBEDDER ->
          new Problem(ErrorCode.INVALID_SIMILAR_EMBEDDER, problem.message());
      default -> problem;
    };
  }
}
