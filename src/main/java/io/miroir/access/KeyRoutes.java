package io.miroir.access;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonWriter;
import io.miroir.json.QueryShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code /keys}: list, create, read, describe and delete. */
public final class KeyRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private static final class Page {
    private BigInteger offset = BigInteger.ZERO;
    private BigInteger limit = BigInteger.valueOf(20);
  }

  private static final QueryShape<Page> PAGE =
      new QueryShape<Page>()
          .field("offset", ErrorCode.INVALID_API_KEY_OFFSET, (p, at) -> p.offset = at.unsigned())
          .field("limit", ErrorCode.INVALID_API_KEY_LIMIT, (p, at) -> p.limit = at.unsigned());

  private final Keys keys;
  private final Access access;
  private final InstantSource clock;

  public KeyRoutes(Keys keys, Access access, InstantSource clock) {
    this.keys = keys;
    this.access = access;
    this.clock = clock;
  }

  public List<Endpoint> endpoints() {
    String one = "/keys/{key}";
    return List.of(
        Endpoint.get("/keys", "keys.get", this::list),
        Endpoint.post("/keys", "keys.create", this::create),
        Endpoint.get(one, "keys.get", this::one),
        Endpoint.patch(one, "keys.update", this::describe),
        Endpoint.delete(one, "keys.delete", this::delete));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    Page page = call.query(PAGE, new Page());
    List<KeyRecord> all = keys.all();
    JsonWriter out = new JsonWriter().object().name("results").array();
    all.stream()
        .skip(JsonAt.clampToInt(page.offset))
        .limit(JsonAt.clampToInt(page.limit))
        .forEach(key -> view(out, key));
    out.endArray();
    out.name("offset").raw(page.offset.toString());
    out.name("limit").raw(page.limit.toString());
    return done(Answers.json(OK, out.field("total", all.size()).endObject()));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    return call.json()
        .thenCompose(body -> keys.create(KeyBody.creation(body, clock.instant())))
        .thenApply(key -> answer(CREATED, key));
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return done(answer(OK, key(call)));
  }

  private CompletionStage<HttpResponse> describe(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Keys.Description description = KeyBody.change(body);
              return keys.describe(key(call).uid(), description);
            })
        .thenApply(key -> answer(OK, key))
        .exceptionally(failure -> absent(failure, call));
  }

  private CompletionStage<HttpResponse> delete(Call call) {
    return keys.delete(key(call).uid())
        .thenApply(deleted -> Answers.empty(NO_CONTENT))
        .exceptionally(failure -> absent(failure, call));
  }

  /** The owner knows keys by uid; a client is told of what it asked for. */
  private static HttpResponse absent(Throwable failure, Call call) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean gone =
        cause instanceof ProblemException refused
            && refused.problem().code() == ErrorCode.API_KEY_NOT_FOUND;
    throw gone ? notFound(call) : new CompletionException(cause);
  }

  private KeyRecord key(Call call) {
    return access.key(call.variable(0)).orElseThrow(() -> notFound(call));
  }

  private static ProblemException notFound(Call call) {
    return ProblemException.of(
        ErrorCode.API_KEY_NOT_FOUND, "API key `" + call.variable(0) + "` not found.");
  }

  private HttpResponse answer(int status, KeyRecord key) {
    JsonWriter out = new JsonWriter();
    view(out, key);
    return Answers.json(status, out);
  }

  private void view(JsonWriter out, KeyRecord key) {
    out.object()
        .fieldOrNull("name", key.name())
        .fieldOrNull("description", key.description())
        .field("key", access.valueOf(key))
        .field("uid", key.uid());
    out.name("actions").strings(key.actions());
    out.name("indexes").strings(key.indexes());
    out.fieldOrNull("expiresAt", key.expiresAt())
        .field("createdAt", key.createdAt())
        .field("updatedAt", key.updatedAt())
        .endObject();
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
