package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.Hybrid;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads recorded requests, which were accepted by a real server, into what the engine takes. */
public final class GoldenRequests {
  private final JsonNode json;

  private GoldenRequests(JsonNode json) {
    this.json = json;
  }

  public static SearchRequest read(JsonNode json) {
    return new GoldenRequests(json).read();
  }

  private SearchRequest read() {
    return new SearchRequest(
        Optional.of(text("q", "")).filter(q -> !q.isEmpty()),
        integer("offset").orElse(0),
        integer("limit").orElse(20),
        integer("page"),
        integer("hitsPerPage"),
        list("attributesToRetrieve").filter(names -> !names.contains("*")),
        list("attributesToCrop").orElse(List.of()),
        integer("cropLength").orElse(10),
        text("cropMarker", "…"),
        list("attributesToHighlight").orElse(List.of()),
        text("highlightPreTag", "<em>"),
        text("highlightPostTag", "</em>"),
        json.path("showMatchesPosition").asBoolean(),
        filter(),
        list("sort").orElse(List.of()),
        json.hasNonNull("distinct") ? Optional.of(text("distinct", "")) : Optional.empty(),
        list("facets").orElse(List.of()),
        MatchingStrategy.valueOf(text("matchingStrategy", "last").toUpperCase(Locale.ROOT)),
        list("attributesToSearchOn"),
        json.hasNonNull("rankingScoreThreshold")
            ? OptionalDouble.of(json.get("rankingScoreThreshold").asDouble())
            : OptionalDouble.empty(),
        list("locales").orElse(List.of()),
        hybrid(),
        vector(),
        json.path("retrieveVectors").asBoolean(),
        json.path("showRankingScore").asBoolean(),
        json.path("showRankingScoreDetails").asBoolean(),
        false);
  }

  private Optional<String> filter() {
    JsonNode filter = json.path("filter");
    boolean none =
        filter.isNull()
            || filter.isMissingNode()
            || (filter.isTextual() && filter.asText().isBlank())
            || (filter.isArray() && filter.isEmpty());
    return none ? Optional.empty() : Optional.of(filter.toString());
  }

  private Optional<Hybrid> hybrid() {
    if (!json.hasNonNull("hybrid")) {
      return Optional.empty();
    }
    JsonNode hybrid = json.get("hybrid");
    float ratio = (float) hybrid.path("semanticRatio").asDouble(0.5);
    return Optional.of(new Hybrid(hybrid.get("embedder").asText(), ratio));
  }

  private List<Float> vector() {
    List<Float> found = new ArrayList<>();
    json.path("vector").forEach(number -> found.add((float) number.asDouble()));
    return found;
  }

  private String text(String name, String otherwise) {
    return json.hasNonNull(name) ? json.get(name).asText() : otherwise;
  }

  private OptionalInt integer(String name) {
    return json.hasNonNull(name) ? OptionalInt.of(json.get(name).asInt()) : OptionalInt.empty();
  }

  private Optional<List<String>> list(String name) {
    if (!json.hasNonNull(name)) {
      return Optional.empty();
    }
    List<String> found = new ArrayList<>();
    json.get(name).forEach(each -> found.add(each.asText()));
    return Optional.of(found);
  }
}
