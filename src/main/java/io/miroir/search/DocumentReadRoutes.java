package io.miroir.search;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.engine.query.AskedDocuments;
import io.miroir.engine.query.DocumentsRequestReader;
import io.miroir.engine.query.SortSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Documents by listing and by id. */
public final class DocumentReadRoutes {
  private static final int OK = 200;
  private static final String GET = "documents.get";

  private final Searches searches;
  private final Catalog catalog;

  public DocumentReadRoutes(Searches searches, Catalog catalog) {
    this.searches = searches;
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    String path = "/indexes/{uid}/documents";
    return List.of(
        Endpoint.get(path, GET, call -> list(call, DocumentsRequestReader.read(call.query()))),
        Endpoint.post(
            path + "/fetch",
            GET,
            call -> call.json().thenCompose(body -> list(call, DocumentsRequestReader.read(body)))),
        Endpoint.get(path + "/{id}", GET, this::one));
  }

  private CompletionStage<HttpResponse> list(Call call, AskedDocuments asked) {
    return page(call.index(), asked)
        .thenApply(
            page -> {
              JsonWriter out = new JsonWriter().object().name("results").array();
              page.documents().forEach(out::raw);
              out.endArray();
              out.name("offset").raw(asked.offset().toString());
              out.name("limit").raw(asked.limit().toString());
              out.field("total", page.total()).endObject();
              return Answers.degraded(Answers.json(OK, out), page.degraded());
            });
  }

  /** By way of the listing, which knows the order of fields, their selection and vectors. */
  private CompletionStage<HttpResponse> one(Call call) {
    String id = call.variable(1);
    return page(call.index(), DocumentsRequestReader.readOne(call.query(), id))
        .thenApply(
            page -> {
              if (page.documents().isEmpty()) {
                throw absent(id, page);
              }
              return Answers.degraded(
                  Answers.json(OK, page.documents().getFirst()), page.degraded());
            });
  }

  /** That a document does not exist is said only by who can know it. */
  private static ProblemException absent(String id, Searches.Page page) {
    return page.degraded()
        .map(
            reason ->
                ProblemException.of(
                    ErrorCode.MIROIR_UNAVAILABLE,
                    "Whether document `" + id + "` exists can't be told now: " + reason + "."))
        .orElseGet(() -> Absent.document(id));
  }

  private CompletionStage<Searches.Page> page(IndexUid uid, AskedDocuments asked) {
    asked
        .request()
        .filter()
        .ifPresent(
            filter ->
                FilterSyntax.check(
                    filter,
                    ErrorCode.INVALID_DOCUMENT_FILTER,
                    catalog.has(Feature.CONTAINS_FILTER)));
    return catalog
        .find(uid)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                throw Absent.index(uid);
              }
              asked
                  .refusal()
                  .ifPresent(
                      problem -> {
                        throw new ProblemException(problem);
                      });
              SortSyntax.check(asked.request().sort(), ErrorCode.INVALID_DOCUMENT_SORT);
              return searches.documents(uid, asked.request());
            })
        .exceptionally(failure -> Recoded.fail(failure, DocumentReadRoutes::ofDocuments));
  }

  /** The engine speaks of searches; the same refusals have other codes here. */
  private static Problem ofDocuments(Problem problem) {
    return switch (problem.code()) {
      case INVALID_SEARCH_SORT -> new Problem(ErrorCode.INVALID_DOCUMENT_SORT, problem.message());
      default -> problem;
    };
  }
}
