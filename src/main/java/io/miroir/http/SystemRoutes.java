package io.miroir.http;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Routes that tell of the server itself. */
public final class SystemRoutes {
  /** The Meilisearch whose API this is; clients choose what they may use by it. */
  private static final String API_VERSION = "1.50.0";

  private static final int OK = 200;

  private SystemRoutes() {}

  public static List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/", Authorizer.PUBLIC, call -> status("Meilisearch is running")),
        Endpoint.get("/health", Authorizer.PUBLIC, call -> status("available")),
        Endpoint.get("/version", "version", call -> version()));
  }

  private static CompletionStage<HttpResponse> status(String text) {
    return done(new JsonWriter().object().field("status", text).endObject());
  }

  private static CompletionStage<HttpResponse> version() {
    return done(
        new JsonWriter()
            .object()
            .field("commitSha", "unknown")
            .field("commitDate", "unknown")
            .field("pkgVersion", API_VERSION)
            .endObject());
  }

  private static CompletionStage<HttpResponse> done(JsonWriter body) {
    return CompletableFuture.completedFuture(Answers.json(OK, body));
  }
}
