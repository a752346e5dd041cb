package io.miroir.http;

import static io.miroir.model.ErrorCode.BAD_REQUEST;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.model.Feature;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Switches of the experimental features, kept by the catalog for the whole cluster. */
public final class FeatureRoutes {
  private static final int OK = 200;
  private static final JsonShape<Map<Feature, Boolean>> PATCH = patch();

  private final Catalog catalog;

  public FeatureRoutes(Catalog catalog) {
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "/experimental-features",
            "experimental.get",
            call -> CompletableFuture.completedFuture(flags())),
        Endpoint.patch("/experimental-features", "experimental.update", this::change));
  }

  private static JsonShape<Map<Feature, Boolean>> patch() {
    JsonShape<Map<Feature, Boolean>> shape = new JsonShape<>(BAD_REQUEST);
    for (Feature feature : Feature.values()) {
      shape.field(
          feature.json(),
          BAD_REQUEST,
          (flags, at) -> at.optional(JsonAt::bool).ifPresent(on -> flags.put(feature, on)));
    }
    return shape;
  }

  private CompletionStage<HttpResponse> change(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Map<Feature, Boolean> flags =
                  PATCH.read(JsonAt.root(body, BAD_REQUEST), new EnumMap<>(Feature.class));
              return catalog.switchFeatures(flags).thenApply(done -> flags());
            });
  }

  private HttpResponse flags() {
    JsonWriter out = new JsonWriter().object();
    for (Feature feature : Feature.values()) {
      out.field(feature.json(), catalog.has(feature));
    }
    return Answers.json(OK, out.endObject());
  }
}
