package io.miroir.search;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.engine.query.AskedFacetSearch;
import io.miroir.engine.query.AskedSearch;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchRequestReader;
import io.miroir.engine.query.SearchRequestReader;
import io.miroir.engine.query.SortSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Searches and facet searches of one index. */
public final class SearchRoutes {
  private static final int OK = 200;
  private static final String SEARCH = "search";
  private static final String EXPLAIN = "X-Miroir-Explain";

  private final Searches searches;
  private final Catalog catalog;

  public SearchRoutes(Searches searches, Catalog catalog) {
    this.searches = searches;
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    String path = "/indexes/{uid}/search";
    return List.of(
        Endpoint.get(path, SEARCH, call -> search(call, SearchRequestReader.read(call.query()))),
        Endpoint.post(
            path,
            SEARCH,
            call -> call.json().thenCompose(body -> search(call, SearchRequestReader.read(body)))),
        Endpoint.post(
            "/indexes/{uid}/explain",
            SEARCH,
            call ->
                call.json()
                    .thenCompose(body -> search(call, SearchRequestReader.read(body), true))),
        Endpoint.post(
            "/indexes/{uid}/facet-search",
            SEARCH,
            call ->
                call.json()
                    .thenCompose(body -> facetSearch(call, FacetSearchRequestReader.read(body)))));
  }

  /** One search with its answer, for one route or as a part of several. */
  record Answered(SearchResponse response, Optional<String> degraded) {}

  private CompletionStage<HttpResponse> search(Call call, AskedSearch asked) {
    return search(call, asked, call.header(EXPLAIN).filter("true"::equalsIgnoreCase).isPresent());
  }

  private CompletionStage<HttpResponse> search(Call call, AskedSearch asked, boolean explain) {
    IndexUid uid = call.index();
    return answered(uid, asked.within(call.caller().filter(uid)))
        .thenApply(
            answered -> {
              JsonWriter out = new JsonWriter().object();
              answered.response().writeFields(out, call.includesMetadata());
              if (explain) {
                answered.response().writeExplanation(out);
              }
              out.endObject();
              return Answers.degraded(Answers.json(OK, out), answered.degraded());
            });
  }

  CompletionStage<Answered> answered(IndexUid uid, AskedSearch asked) {
    long start = System.nanoTime();
    checkFilter(asked);
    return existing(uid)
        .thenCompose(
            index -> {
              check(asked);
              return searches
                  .search(uid, asked.request())
                  .thenApply(
                      merged ->
                          new Answered(
                              new SearchResponse(asked, merged, index, since(start)),
                              merged.degraded()));
            });
  }

  private CompletionStage<HttpResponse> facetSearch(Call call, AskedFacetSearch sent) {
    long start = System.nanoTime();
    IndexUid uid = call.index();
    AskedFacetSearch asked = sent.within(call.caller().filter(uid));
    checkFilter(asked.search());
    return existing(uid)
        .thenCompose(
            index -> {
              check(asked.search());
              return searches.facetSearch(uid, asked.request());
            })
        .thenApply(values -> Answers.json(OK, facetAnswer(asked, values, since(start))));
  }

  private static JsonWriter facetAnswer(
      AskedFacetSearch asked, List<FacetCounts.Value> values, Duration took) {
    JsonWriter out = new JsonWriter().object().name("facetHits").array();
    for (FacetCounts.Value value : values) {
      out.object().field("value", value.shown()).field("count", value.count()).endObject();
    }
    return out.endArray()
        .fieldOrNull("facetQuery", asked.facetQuery())
        .field("processingTimeMs", took.toMillis())
        .endObject();
  }

  private CompletionStage<IndexEntry> existing(IndexUid uid) {
    return catalog.find(uid).thenApply(found -> found.orElseThrow(() -> Absent.index(uid)));
  }

  private void checkFilter(AskedSearch asked) {
    asked
        .request()
        .filter()
        .ifPresent(
            filter ->
                FilterSyntax.check(
                    filter, ErrorCode.INVALID_SEARCH_FILTER, catalog.has(Feature.CONTAINS_FILTER)));
  }

  /** What is judged only when the index exists. */
  private static void check(AskedSearch asked) {
    asked
        .refusal()
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
    SortSyntax.check(asked.request().sort(), ErrorCode.INVALID_SEARCH_SORT);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
