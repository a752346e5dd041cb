package io.miroir.tasks;

import static io.miroir.model.ErrorCode.*;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.json.QueryShape;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import io.miroir.web.IndexUids;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /indexes}: list, create, read, change and delete. */
public final class IndexRoutes {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private static final class Page {
    private BigInteger offset = BigInteger.ZERO;
    private BigInteger limit = BigInteger.valueOf(20);
  }

  private static final class Draft {
    private Optional<IndexUid> uid = Optional.empty();
    private Optional<String> primaryKey = Optional.empty();
  }

  private static final QueryShape<Page> PAGE =
      new QueryShape<Page>()
          .field("offset", INVALID_INDEX_OFFSET, (p, at) -> p.offset = at.unsigned())
          .field("limit", INVALID_INDEX_LIMIT, (p, at) -> p.limit = at.unsigned());

  private static final JsonShape<Draft> CREATION =
      new JsonShape<Draft>(BAD_REQUEST)
          .required(
              "uid",
              INVALID_INDEX_UID,
              MISSING_INDEX_UID,
              (d, at) -> d.uid = Optional.of(IndexUids.read(at)))
          .field(
              "primaryKey",
              INVALID_INDEX_PRIMARY_KEY,
              (d, at) -> d.primaryKey = at.optional(JsonAt::string));

  private static final JsonShape<Draft> CHANGE =
      new JsonShape<Draft>(BAD_REQUEST)
          .field(
              "primaryKey",
              INVALID_INDEX_PRIMARY_KEY,
              (d, at) -> d.primaryKey = at.optional(JsonAt::string))
          .field("uid", INVALID_INDEX_UID, (d, at) -> d.uid = at.optional(IndexRoutes::newUid))
          .immutable("createdAt", IMMUTABLE_INDEX_CREATED_AT)
          .immutable("updatedAt", IMMUTABLE_INDEX_UPDATED_AT);

  private final Catalog catalog;
  private final IndexTasks indexes;
  private final RoutingTables tables;

  public IndexRoutes(Catalog catalog, IndexTasks indexes, RoutingTables tables) {
    this.catalog = catalog;
    this.indexes = indexes;
    this.tables = tables;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/indexes", "indexes.get", this::list),
        Endpoint.post("/indexes", "indexes.create", this::create),
        Endpoint.get("/indexes/{uid}", "indexes.get", this::one),
        Endpoint.patch("/indexes/{uid}", "indexes.update", this::update),
        Endpoint.delete("/indexes/{uid}", "indexes.delete", this::delete),
        Endpoint.post("/indexes/{uid}/compact", "indexes.compact", this::compact),
        Endpoint.post("/swap-indexes", "indexes.swap", this::swap));
  }

  /** Without the words before it that other fields' refusals have. */
  private static IndexUid newUid(JsonAt at) {
    String text = at.string();
    if (!IndexUid.isValid(text)) {
      throw ProblemException.of(INVALID_INDEX_UID, IndexUids.refusal(text));
    }
    return new IndexUid(text);
  }

  private CompletionStage<HttpResponse> list(Call call) {
    Page page = call.query(PAGE, new Page());
    RoutingTable table = tables.current();
    List<IndexEntry> visible =
        table.uids().keySet().stream()
            .filter(call.caller()::covers)
            .sorted()
            .flatMap(uid -> table.index(uid).stream())
            .toList();
    JsonWriter out = new JsonWriter().object().name("results").array();
    visible.stream()
        .skip(JsonAt.clampToInt(page.offset))
        .limit(JsonAt.clampToInt(page.limit))
        .forEach(entry -> view(out, entry));
    out.endArray();
    out.name("offset").raw(page.offset.toString());
    out.name("limit").raw(page.limit.toString());
    return done(Answers.json(OK, out.field("total", visible.size()).endObject()));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Draft draft = CREATION.read(JsonAt.root(body, BAD_REQUEST), new Draft());
              IndexUid uid = draft.uid.orElseThrow();
              if (!call.caller().covers(uid)) {
                throw ProblemException.of(INVALID_API_KEY, "The provided API key is invalid.");
              }
              return accepted(indexes.create(uid, draft.primaryKey, Optional.empty()));
            });
  }

  private CompletionStage<HttpResponse> one(Call call) {
    IndexUid uid = call.index();
    return catalog
        .find(uid)
        .thenApply(
            found -> {
              JsonWriter out = new JsonWriter();
              view(out, found.orElseThrow(() -> Missing.index(uid)));
              return Answers.json(OK, out);
            });
  }

  private CompletionStage<HttpResponse> update(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Draft draft = CHANGE.read(JsonAt.root(body, BAD_REQUEST), new Draft());
              return accepted(
                  indexes.update(call.index(), draft.primaryKey, draft.uid, Optional.empty()));
            });
  }

  private CompletionStage<HttpResponse> delete(Call call) {
    return accepted(indexes.delete(call.index(), Optional.empty()));
  }

  private CompletionStage<HttpResponse> compact(Call call) {
    return accepted(indexes.compact(call.index(), Optional.empty()));
  }

  private CompletionStage<HttpResponse> swap(Call call) {
    return call.json()
        .thenCompose(
            body -> accepted(indexes.swap(SwapBody.read(body, call.caller()), Optional.empty())));
  }

  private static CompletionStage<HttpResponse> accepted(CompletionStage<Task> task) {
    return task.thenApply(made -> Answers.json(ACCEPTED, TaskJson.summary(made)));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private static void view(JsonWriter out, IndexEntry entry) {
    out.object()
        .field("uid", entry.uid().value())
        .field("createdAt", entry.createdAt())
        .field("updatedAt", entry.updatedAt())
        .fieldOrNull("primaryKey", entry.primaryKey())
        .endObject();
  }
}
