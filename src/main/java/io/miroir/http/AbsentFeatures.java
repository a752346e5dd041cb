package io.miroir.http;

import static io.miroir.model.ErrorCode.*;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Meilisearch's routes whose feature this server does not have: they answer as a Meilisearch does
 * where the experimental feature is off, and the flags can't be switched on.
 */
public final class AbsentFeatures {
  private static final int OK = 200;
  private static final String DISCUSSIONS = "https://github.com/orgs/meilisearch/discussions/";

  private static final List<String> FLAGS =
      List.of(
          "metrics",
          "logsRoute",
          "editDocumentsByFunction",
          "containsFilter",
          "dynamicSearchRules",
          "network",
          "getTaskDocumentsRoute",
          "taskQueueCompactionRoute",
          "compositeEmbedders",
          "chatCompletions",
          "multimodal",
          "foreignKeys",
          "disableDocumentsFetchQueue",
          "legacySearch",
          "renderRoute");

  private static final JsonShape<Set<String>> PATCH = patch();

  private AbsentFeatures() {}

  public static List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/experimental-features", "experimental.get", call -> flags()),
        Endpoint.patch("/experimental-features", "experimental.update", AbsentFeatures::change),
        Endpoint.get(
            "/metrics",
            "metrics.get",
            call ->
                refused(
                    "Getting metrics",
                    "metrics",
                    "https://github.com/meilisearch/product/discussions/625")),
        Endpoint.post("/logs/stream", "metrics.get", call -> logs()),
        Endpoint.delete("/logs/stream", "metrics.get", call -> logs()),
        Endpoint.post("/logs/stderr", "metrics.get", call -> logs()),
        Endpoint.get(
            "/tasks/{uid}/documents",
            "tasks.get",
            call ->
                refused(
                    "Getting the documents of an enqueued task",
                    "get task documents route",
                    DISCUSSIONS + 808)),
        Endpoint.post(
            "/tasks/compact",
            "tasks.compact",
            call ->
                refused(
                    "Using the /tasks/compact route",
                    "task queue compaction route",
                    DISCUSSIONS + 883)),
        Endpoint.get("/network", "network.get", call -> network()),
        Endpoint.patch("/network", "network.update", call -> network()),
        Endpoint.get(
            "/chats",
            "chats.get",
            call -> refused("listing the chats", "chat completions", DISCUSSIONS + 835)),
        Endpoint.post(
            "/render-template",
            "settings.get",
            call ->
                refused("calling the /render-template route", "render_route", DISCUSSIONS + 888)),
        Endpoint.post(
            "/dynamic-search-rules", "dynamicSearchRules.get", AbsentFeatures::searchRules));
  }

  private static JsonShape<Set<String>> patch() {
    JsonShape<Set<String>> shape = new JsonShape<>(BAD_REQUEST);
    for (String flag : FLAGS) {
      shape.field(
          flag,
          BAD_REQUEST,
          (on, at) -> {
            if (at.optional(JsonAt::bool).orElse(false)) {
              on.add(flag);
            }
          });
    }
    return shape;
  }

  private static CompletionStage<HttpResponse> change(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Set<String> on = PATCH.read(JsonAt.root(body, BAD_REQUEST), new HashSet<>());
              if (!on.isEmpty()) {
                throw ProblemException.of(
                    ErrorCode.FEATURE_NOT_ENABLED,
                    "The experimental feature `"
                        + FLAGS.stream().filter(on::contains).findFirst().orElseThrow()
                        + "` is not part of this version of Miroir.");
              }
              return flags();
            });
  }

  private static CompletionStage<HttpResponse> flags() {
    JsonWriter out = new JsonWriter().object();
    FLAGS.forEach(flag -> out.field(flag, false));
    return CompletableFuture.completedFuture(Answers.json(OK, out.endObject()));
  }

  private static CompletionStage<HttpResponse> logs() {
    return refused("Modifying logs through the `/logs/*` routes", "logs route", DISCUSSIONS + 721);
  }

  private static CompletionStage<HttpResponse> network() {
    return refused("Using the /network route", "network", DISCUSSIONS + 805);
  }

  private static CompletionStage<HttpResponse> searchRules(Call call) {
    return refused(
        "Calling the `POST /dynamic-search-rules` route",
        "dynamic search rules",
        DISCUSSIONS + 884);
  }

  private static CompletionStage<HttpResponse> refused(String what, String feature, String url) {
    return CompletableFuture.failedFuture(
        ProblemException.of(
            ErrorCode.FEATURE_NOT_ENABLED,
            what + " requires enabling the `" + feature + "` experimental feature. See " + url));
  }
}
