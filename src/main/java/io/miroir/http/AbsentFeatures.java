package io.miroir.http;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.ProblemException;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Meilisearch's routes whose experimental feature this server does not have: they answer as a
 * Meilisearch does where the feature is off, and say so when it has been switched on.
 */
public final class AbsentFeatures {
  private static final String METRICS = "https://github.com/meilisearch/product/discussions/625";

  private final Catalog catalog;

  public AbsentFeatures(Catalog catalog) {
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/metrics", "metrics.get", call -> metrics()),
        Endpoint.post("/logs/stream", "metrics.get", call -> logs()),
        Endpoint.delete("/logs/stream", "metrics.get", call -> logs()),
        Endpoint.post("/logs/stderr", "metrics.get", call -> logs()),
        Endpoint.post("/tasks/compact", "tasks.compact", call -> compaction()),
        Endpoint.get("/network", "network.get", call -> network()),
        Endpoint.patch("/network", "network.update", call -> network()),
        Endpoint.get("/chats", "chats.get", call -> chats()),
        Endpoint.post("/render-template", "settings.get", this::render),
        Endpoint.post("/dynamic-search-rules", "dynamicSearchRules.get", call -> searchRules()));
  }

  private CompletionStage<HttpResponse> metrics() {
    return catalog.has(Feature.METRICS)
        ? refused(Feature.METRICS, "Getting metrics", "metrics", 0)
        : CompletableFuture.failedFuture(
            ProblemException.of(
                ErrorCode.FEATURE_NOT_ENABLED,
                "Getting metrics requires enabling the `metrics` experimental feature. See "
                    + METRICS));
  }

  private CompletionStage<HttpResponse> logs() {
    return refused(
        Feature.LOGS_ROUTE, "Modifying logs through the `/logs/*` routes", "logs route", 721);
  }

  private CompletionStage<HttpResponse> compaction() {
    return refused(
        Feature.TASK_QUEUE_COMPACTION_ROUTE,
        "Using the /tasks/compact route",
        "task queue compaction route",
        883);
  }

  private CompletionStage<HttpResponse> network() {
    return refused(Feature.NETWORK, "Using the /network route", "network", 805);
  }

  private CompletionStage<HttpResponse> chats() {
    return refused(Feature.CHAT_COMPLETIONS, "listing the chats", "chat completions", 835);
  }

  /** The one route that wants two rights. */
  private CompletionStage<HttpResponse> render(Call call) {
    if (!call.caller().may("documents.get")) {
      throw ProblemException.of(ErrorCode.INVALID_API_KEY, "The provided API key is invalid.");
    }
    return refused(Feature.RENDER_ROUTE, "calling the /render-template route", "render_route", 888);
  }

  private CompletionStage<HttpResponse> searchRules() {
    return refused(
        Feature.DYNAMIC_SEARCH_RULES,
        "Calling the `POST /dynamic-search-rules` route",
        "dynamic search rules",
        884);
  }

  private CompletionStage<HttpResponse> refused(
      Feature feature, String what, String name, int page) {
    return CompletableFuture.failedFuture(feature.absent(catalog.has(feature), what, name, page));
  }
}
