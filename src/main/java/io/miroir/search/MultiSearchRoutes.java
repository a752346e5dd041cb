package io.miroir.search;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.catalog.Catalog;
import io.miroir.engine.query.AskedMultiSearch;
import io.miroir.engine.query.MultiSearchRequestReader;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import io.miroir.web.IndexUids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Several searches in one request: one after the other, where the first that fails ends the
 * request, or federated into one list.
 */
public final class MultiSearchRoutes {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final SearchRoutes routes;
  private final FederatedSearch federation;
  private final MultiSearchRequestReader reader = new MultiSearchRequestReader(IndexUids::read);

  public MultiSearchRoutes(SearchRoutes routes, Searches searches, Catalog catalog) {
    this.routes = routes;
    this.federation = new FederatedSearch(searches, catalog);
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/multi-search", "search", this::multiSearch));
  }

  private CompletionStage<HttpResponse> multiSearch(Call call) {
    return call.json().thenCompose(body -> answered(call, body));
  }

  private CompletionStage<HttpResponse> answered(Call call, JsonNode body) {
    AskedMultiSearch sent = reader.read(body);
    for (int i = 0; i < sent.queries().size(); i++) {
      if (!call.caller().covers(sent.queries().get(i).uid())) {
        return refused(
            i, new Problem(ErrorCode.INVALID_API_KEY, "The provided API key is invalid."));
      }
    }
    AskedMultiSearch asked = sent.within(call.caller()::filter);
    if (asked.federation().isPresent()) {
      return federated(call, asked);
    }
    CompletionStage<List<SearchRoutes.Answered>> all =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (int i = 0; i < asked.queries().size(); i++) {
      int place = i;
      all = all.thenCompose(answers -> next(asked, place, answers));
    }
    return all.thenApply(answers -> response(call, asked, answers))
        .exceptionally(MultiSearchRoutes::placed);
  }

  private CompletionStage<List<SearchRoutes.Answered>> next(
      AskedMultiSearch asked, int place, List<SearchRoutes.Answered> answers) {
    AskedMultiSearch.Query query = asked.queries().get(place);
    CompletionStage<SearchRoutes.Answered> search;
    try {
      asked
          .refusal(query, false)
          .ifPresent(
              problem -> {
                throw new ProblemException(problem);
              });
      search = routes.answered(query.uid(), query.search());
    } catch (ProblemException refusal) {
      search = CompletableFuture.failedFuture(refusal);
    }
    return search.handle(
        (answer, failure) -> {
          if (failure != null) {
            throw new Placed(place, failure);
          }
          answers.add(answer);
          return answers;
        });
  }

  /** Which query failed. */
  private static final class Placed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int place;

    Placed(int place, Throwable cause) {
      super(cause.getMessage(), cause, false, false);
      this.place = place;
    }
  }

  private static HttpResponse placed(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof Placed placed
        && unwrapped(placed.getCause()) instanceof ProblemException refusal) {
      return inside(placed.place, refusal.problem());
    }
    throw new CompletionException(cause instanceof Placed ? unwrapped(cause.getCause()) : cause);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static CompletionStage<HttpResponse> refused(int place, Problem problem) {
    return CompletableFuture.completedFuture(inside(place, problem));
  }

  /** A missing index is a bad request here, since the path has none. */
  private static HttpResponse inside(int place, Problem problem) {
    return refused(FederatedPlan.placed(place, problem));
  }

  private static HttpResponse refused(Problem problem) {
    HttpResponse response = Answers.problem(problem);
    return problem.code() == ErrorCode.INDEX_NOT_FOUND
        ? response.withStatus(BAD_REQUEST)
        : response;
  }

  private static HttpResponse response(
      Call call, AskedMultiSearch asked, List<SearchRoutes.Answered> answers) {
    JsonWriter out = new JsonWriter().object().name("results").array();
    for (int i = 0; i < answers.size(); i++) {
      out.object().field("indexUid", asked.queries().get(i).uid().value());
      answers.get(i).response().writeFields(out, call.includesMetadata()).endObject();
    }
    Optional<String> degraded =
        answers.stream().flatMap(answer -> answer.degraded().stream()).findFirst();
    return Answers.degraded(Answers.json(OK, out.endArray().endObject()), degraded);
  }

  private CompletionStage<HttpResponse> federated(Call call, AskedMultiSearch asked) {
    long start = System.nanoTime();
    return federation
        .find(asked)
        .thenApply(
            found -> {
              Duration took = Duration.ofNanos(System.nanoTime() - start);
              JsonWriter out =
                  new FederatedResponse(asked, found, took).write(call.includesMetadata());
              return Answers.degraded(Answers.json(OK, out), found.degraded());
            })
        .exceptionally(
            failure -> {
              if (unwrapped(failure) instanceof ProblemException refusal) {
                return refused(refusal.problem());
              }
              throw new CompletionException(unwrapped(failure));
            });
  }
}
