package io.miroir.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.EngineConfig;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.LocalEngine;
import io.miroir.engine.golden.GoldenFolder.Case;
import io.miroir.engine.golden.GoldenFolder.Variant;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the facet searches that were asked of a real server and compares the answers. */
class FacetSearchGoldenTest {
  private final List<String> listed = new ArrayList<>();
  private int asked;

  @TempDir private Path directory;

  @Test
  void facetSearchesAreAnsweredAsByARealServer() throws IOException {
    assumeThat(Files.isDirectory(GoldenFolder.path()))
        .as("golden recordings at %s (system property golden.dir)", GoldenFolder.path())
        .isTrue();
    String corpora = System.getProperty("golden.corpora", "micro-,books,restaurants");
    try (LocalEngine engine = LocalEngine.open(EngineConfig.in(directory))) {
      for (Variant variant : GoldenFolder.variants(List.of(corpora.split(",")))) {
        if (Files.exists(variant.folder().resolve("facet-search.ndjson"))) {
          EngineIndex index = GoldenIndex.build(variant, engine);
          for (Case each : variant.cases("facet-search.ndjson")) {
            ask(each, index);
          }
        }
      }
    }
    System.out.println("facet searches asked: " + asked);
    assertThat(listed).isEmpty();
  }

  private void ask(Case each, EngineIndex index) throws IOException {
    JsonNode golden = each.record();
    JsonNode body = each.request();
    if (!body.path("facetName").isTextual()) {
      return;
    }
    asked++;
    String expected =
        golden.has("error")
            ? golden.at("/error/message").asText()
            : golden.at("/response/facetHits").toString();
    String found = answer(body, index);
    if (!found.equals(expected)) {
      listed.add(each.variant().indexUid() + " " + body + "\n  " + expected + "\n  " + found);
    }
  }

  private static String answer(JsonNode body, EngineIndex index) throws IOException {
    ObjectNode inner = body.deepCopy();
    inner.remove(List.of("facetName", "facetQuery", "exhaustiveFacetCount"));
    if (body.path("exhaustiveFacetCount").asBoolean(false)) {
      inner.put("page", 1);
    }
    String field = body.get("facetName").asText();
    try {
      SearchRequest request = GoldenRequests.read(inner);
      Optional<String> query = Optional.ofNullable(body.get("facetQuery")).map(JsonNode::textValue);
      boolean exhaustive = body.path("exhaustiveFacetCount").asBoolean(false);
      var asked = new FacetSearchRequest(field, query, request, exhaustive);
      var values = index.facetSearch(asked, GoldenIndex.SHARDS).values();
      return show(values, index.definition().settings().faceting().maxValuesPerFacet());
    } catch (ProblemException e) {
      return e.getMessage();
    }
  }

  private static String show(List<FacetCounts.Value> values, int most) {
    ArrayNode hits = GoldenFolder.JSON.createArrayNode();
    values.stream()
        .limit(most)
        .forEach(value -> hits.addObject().put("value", value.shown()).put("count", value.count()));
    return hits.toString();
  }
}
