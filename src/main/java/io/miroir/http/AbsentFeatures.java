package io.miroir.http;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.ProblemException;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Meilisearch's routes whose experimental feature this server does not have: they answer as a
 * Meilisearch does where the feature is off, and say so when it has been switched on.
 */
public final class AbsentFeatures {
  private final Catalog catalog;

  public AbsentFeatures(Catalog catalog) {
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(Endpoint.post("/tasks/compact", "tasks.compact", call -> compaction()));
    endpoints.add(Endpoint.get("/network", "network.get", call -> network()));
    endpoints.add(Endpoint.patch("/network", "network.update", call -> network()));
    endpoints.add(Endpoint.post("/network/control", "network.update", this::control));
    endpoints.add(Endpoint.post("/render-template", "settings.get", this::render));
    endpoints.addAll(chats());
    endpoints.addAll(searchRules());
    return endpoints;
  }

  private List<Endpoint> chats() {
    String one = "/chats/{ws}";
    String settings = "/chats/{ws}/settings";
    String ofSettings = "using the /chats/settings route";
    return List.of(
        Endpoint.get("/chats", "chats.get", call -> chats("listing the chats")),
        Endpoint.get(one, "chats.get", call -> chats("displaying a chat")),
        Endpoint.delete(one, "chats.delete", call -> chats("deleting a chat")),
        Endpoint.get(settings, "chatsSettings.get", call -> chats(ofSettings)),
        Endpoint.patch(settings, "chatsSettings.update", call -> chats(ofSettings)),
        Endpoint.delete(settings, "chatsSettings.update", call -> chats(ofSettings)),
        Endpoint.post(
            "/chats/{ws}/chat/completions",
            "chatCompletions",
            call -> chats("using the /chats chat completions route")));
  }

  private List<Endpoint> searchRules() {
    String all = "/dynamic-search-rules";
    String one = "/dynamic-search-rules/{uid}";
    return List.of(
        Endpoint.post(all, "dynamicSearchRules.get", call -> searchRules("POST " + all)),
        Endpoint.delete(all, "dynamicSearchRules.delete", call -> searchRules("DELETE " + all)),
        Endpoint.get(one, "dynamicSearchRules.get", call -> searchRules("GET " + one)),
        Endpoint.patch(one, "dynamicSearchRules.update", call -> searchRules("PATCH " + one)),
        Endpoint.delete(one, "dynamicSearchRules.delete", call -> searchRules("DELETE " + one)));
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

  /** A message between servers: looked at first, as the Community Edition does. */
  private CompletionStage<HttpResponse> control(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              for (String field : List.of("origin", "message")) {
                if (!body.has(field)) {
                  throw ProblemException.of(
                      ErrorCode.BAD_REQUEST,
                      "Json deserialize error: missing field `"
                          + field
                          + "` at line 1 column "
                          + JsonText.of(body).length());
                }
              }
              return catalog.has(Feature.NETWORK)
                  ? CompletableFuture.failedFuture(
                      ProblemException.of(
                          ErrorCode.REQUIRES_ENTERPRISE_EDITION,
                          "Meilisearch Enterprise Edition is required to call this route"))
                  : refused(Feature.NETWORK, "Using the /network/control route", "network", 805);
            });
  }

  private CompletionStage<HttpResponse> chats(String what) {
    return refused(Feature.CHAT_COMPLETIONS, what, "chat completions", 835);
  }

  /** The one route that wants two rights. */
  private CompletionStage<HttpResponse> render(Call call) {
    if (!call.caller().may("documents.get")) {
      throw ProblemException.of(ErrorCode.INVALID_API_KEY, "The provided API key is invalid.");
    }
    return refused(Feature.RENDER_ROUTE, "calling the /render-template route", "render_route", 888);
  }

  private CompletionStage<HttpResponse> searchRules(String route) {
    return refused(
        Feature.DYNAMIC_SEARCH_RULES,
        "Calling the `" + route + "` route",
        "dynamic search rules",
        884);
  }

  private CompletionStage<HttpResponse> refused(
      Feature feature, String what, String name, int page) {
    return CompletableFuture.failedFuture(feature.absent(catalog.has(feature), what, name, page));
  }
}
