package io.miroir.ingest;

import static io.miroir.model.ErrorCode.*;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.miroir.catalog.Catalog;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.ingest.script.Script;
import io.miroir.ingest.script.ScriptException;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonText;
import io.miroir.json.QueryShape;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.tasks.TaskJson;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Writes of documents. */
public final class DocumentRoutes {
  private static final int ACCEPTED = 202;
  private static final String PATH = "/indexes/{uid}/documents";

  private static final class Metadata {
    private Optional<String> text = Optional.empty();
  }

  private static final class Deletion {
    private JsonNode filter;
  }

  private static final QueryShape<Metadata> METADATA =
      new QueryShape<Metadata>()
          .field(
              "customMetadata",
              INVALID_INDEX_CUSTOM_METADATA,
              (m, at) -> m.text = Optional.of(at.string()));

  private static final JsonShape<Deletion> BY_FILTER =
      new JsonShape<Deletion>(BAD_REQUEST)
          .required(
              "filter",
              INVALID_DOCUMENT_FILTER,
              MISSING_DOCUMENT_FILTER,
              (d, at) -> d.filter = at.node());

  private static final class Edition {
    private JsonNode filter = NullNode.getInstance();
    private JsonNode context = NullNode.getInstance();
    private String function = "";
  }

  private static final JsonShape<Edition> EDITION =
      new JsonShape<Edition>(BAD_REQUEST)
          .field("filter", INVALID_DOCUMENT_FILTER, (d, at) -> d.filter = at.node())
          .field("context", INVALID_DOCUMENT_EDITION_CONTEXT, (d, at) -> d.context = context(at))
          .required(
              "function",
              INVALID_DOCUMENT_EDITION_FUNCTION_FILTER,
              MISSING_DOCUMENT_EDITION_FUNCTION,
              (d, at) -> d.function = at.string());

  private final DocumentWrites writes;
  private final Catalog catalog;

  public DocumentRoutes(DocumentWrites writes, Catalog catalog) {
    this.writes = writes;
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    String delete = "documents.delete";
    return List.of(
        Endpoint.post(PATH, "documents.add", call -> add(call, false)).asStreaming(),
        Endpoint.put(PATH, "documents.add", call -> add(call, true)).asStreaming(),
        Endpoint.delete(PATH, delete, this::clear),
        Endpoint.post(PATH + "/delete-batch", delete, this::deleteBatch),
        Endpoint.post(PATH + "/delete", delete, this::deleteByFilter),
        Endpoint.post(PATH + "/edit", "documents.*", this::edit),
        Endpoint.delete(PATH + "/{id}", delete, this::deleteOne));
  }

  private CompletionStage<HttpResponse> add(Call call, boolean partial) {
    AdditionParameters parameters = AdditionParameters.read(call.query());
    IndexUid uid = call.index();
    String mime = call.documentsType();
    DocumentWrites.Addition addition =
        new DocumentWrites.Addition(
            uid,
            format(mime),
            partial,
            parameters.skipCreation(),
            parameters.primaryKey(),
            parameters.delimiter(mime),
            parameters.customMetadata(),
            call.caller().mayCreate(uid),
            call.header("Idempotency-Key"));
    return accepted(writes.add(addition, call.documents()));
  }

  private static DocumentWrites.Format format(String mime) {
    return switch (mime) {
      case "application/x-ndjson" -> DocumentWrites.Format.NDJSON;
      case "text/csv" -> DocumentWrites.Format.CSV;
      default -> DocumentWrites.Format.JSON;
    };
  }

  private CompletionStage<HttpResponse> clear(Call call) {
    Optional<String> metadata = metadata(call);
    return accepted(writes.clear(call.index(), metadata));
  }

  private CompletionStage<HttpResponse> deleteOne(Call call) {
    Optional<String> metadata = metadata(call);
    return accepted(writes.delete(call.index(), List.of(call.variable(1)), metadata));
  }

  private CompletionStage<HttpResponse> deleteBatch(Call call) {
    Optional<String> metadata = metadata(call);
    return call.jsonArray()
        .thenCompose(
            body -> {
              List<String> keys = new ArrayList<>(body.size());
              body.forEach(id -> keys.add(id.isTextual() ? id.textValue() : JsonText.of(id)));
              return accepted(writes.delete(call.index(), keys, metadata));
            });
  }

  private CompletionStage<HttpResponse> deleteByFilter(Call call) {
    Optional<String> metadata = metadata(call);
    return call.json()
        .thenCompose(
            body -> {
              JsonNode filter =
                  BY_FILTER.read(JsonAt.root(body, BAD_REQUEST), new Deletion()).filter;
              IndexUid uid = call.index();
              check(filter);
              return accepted(writes.deleteByFilter(uid, JsonText.of(filter), metadata));
            });
  }

  private CompletionStage<HttpResponse> edit(Call call) {
    Optional<String> metadata = metadata(call);
    return call.json()
        .thenCompose(
            body -> {
              Edition asked = EDITION.read(JsonAt.root(body, BAD_REQUEST), new Edition());
              IndexUid uid = call.index();
              requireFeature();
              Optional<String> filter =
                  asked.filter.isNull() ? Optional.empty() : Optional.of(JsonText.of(asked.filter));
              DocumentWrites.Edit edit =
                  new DocumentWrites.Edit(
                      uid, asked.function, script(asked), filter, asked.context, metadata);
              filter.ifPresent(text -> checkIn(uid, asked.filter));
              return accepted(writes.edit(edit));
            });
  }

  private void requireFeature() {
    if (!catalog.has(Feature.EDIT_DOCUMENTS_BY_FUNCTION)) {
      throw Feature.EDIT_DOCUMENTS_BY_FUNCTION.absent(
          false, "Using the documents edit route", "edit documents by function", 762);
    }
  }

  /** A script that uses more of the language than is here fails its task on any document. */
  private static UnaryOperator<JsonNode> script(Edition asked) {
    try {
      return Script.read(asked.function, asked.context)::edit;
    } catch (ScriptException bad) {
      if (!bad.unsupported()) {
        throw ProblemException.of(BAD_REQUEST, bad.getMessage());
      }
      return document -> {
        throw bad;
      };
    }
  }

  /** Here alone a refused filter names the index. */
  private void checkIn(IndexUid uid, JsonNode filter) {
    try {
      check(filter);
    } catch (ProblemException refused) {
      throw refused.problem().inIndex(uid.value()).asException();
    }
  }

  private static JsonNode context(JsonAt at) {
    if (!at.isNull() && !at.node().isObject()) {
      throw ProblemException.of(INVALID_DOCUMENT_EDITION_CONTEXT, "The context must be an object");
    }
    return at.node();
  }

  private void check(JsonNode filter) {
    if (filter.isNull()) {
      throw ProblemException.of(
          INVALID_DOCUMENT_FILTER,
          "Invalid syntax for the filter parameter: `expected String, Array, found: null`.");
    }
    FilterSyntax.check(
        JsonText.of(filter), INVALID_DOCUMENT_FILTER, catalog.has(Feature.CONTAINS_FILTER));
    if (FilterSyntax.parse(filter, INVALID_DOCUMENT_FILTER).isEmpty()) {
      throw ProblemException.of(INVALID_DOCUMENT_FILTER, "Sending an empty filter is forbidden.");
    }
  }

  private static Optional<String> metadata(Call call) {
    return call.query(METADATA, new Metadata()).text;
  }

  private static CompletionStage<HttpResponse> accepted(
      CompletionStage<DocumentWrites.Accepted> write) {
    return write.thenApply(
        made ->
            Answers.degraded(
                Answers.json(ACCEPTED, TaskJson.summary(made.task())), made.degraded()));
  }
}
