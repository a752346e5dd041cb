package io.miroir.access;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.json.QueryShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /keys} of a server whose only key is the master key: there are none to list. */
public final class KeyRoutes {
  private static final int OK = 200;

  private static final class Page {
    private BigInteger offset = BigInteger.ZERO;
    private BigInteger limit = BigInteger.valueOf(20);
  }

  private static final QueryShape<Page> PAGE =
      new QueryShape<Page>()
          .field("offset", ErrorCode.INVALID_API_KEY_OFFSET, (p, at) -> p.offset = at.unsigned())
          .field("limit", ErrorCode.INVALID_API_KEY_LIMIT, (p, at) -> p.limit = at.unsigned());

  private KeyRoutes() {}

  public static List<Endpoint> endpoints() {
    String one = "/keys/{key}";
    return List.of(
        Endpoint.get("/keys", "keys.get", KeyRoutes::list),
        Endpoint.post("/keys", "keys.create", KeyRoutes::create),
        Endpoint.get(one, "keys.get", KeyRoutes::absent),
        Endpoint.patch(one, "keys.update", KeyRoutes::absent),
        Endpoint.delete(one, "keys.delete", KeyRoutes::absent));
  }

  private static CompletionStage<HttpResponse> list(Call call) {
    Page page = call.query(PAGE, new Page());
    JsonWriter out = new JsonWriter().object().name("results").array().endArray();
    out.name("offset").raw(page.offset.toString());
    out.name("limit").raw(page.limit.toString());
    return CompletableFuture.completedFuture(Answers.json(OK, out.field("total", 0).endObject()));
  }

  private static CompletionStage<HttpResponse> create(Call call) {
    return call.json()
        .thenApply(
            body -> {
              throw ProblemException.of(
                  ErrorCode.FEATURE_NOT_ENABLED,
                  "This version of Miroir has no API keys but the master key.");
            });
  }

  private static CompletionStage<HttpResponse> absent(Call call) {
    throw ProblemException.of(
        ErrorCode.API_KEY_NOT_FOUND, "API key `" + call.variable(0) + "` not found.");
  }
}
