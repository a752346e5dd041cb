package io.miroir.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.facet.FacetSearch;
import io.miroir.engine.golden.GoldenFolder.Case;
import io.miroir.engine.golden.GoldenFolder.Variant;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ProblemException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Asks the facet searches that were asked of a real server and compares the answers. */
class FacetSearchGoldenTest {
  private final List<String> listed = new ArrayList<>();
  private int asked;

  @Test
  void facetSearchesAreAnsweredAsByARealServer() {
    assumeThat(Files.isDirectory(GoldenFolder.path()))
        .as("golden recordings at %s (system property golden.dir)", GoldenFolder.path())
        .isTrue();
    String corpora = System.getProperty("golden.corpora", "micro-,books,restaurants");
    for (Variant variant : GoldenFolder.variants(List.of(corpora.split(",")))) {
      if (Files.exists(variant.folder().resolve("facet-search.ndjson"))) {
        IndexView view = GoldenIndex.build(variant);
        variant.cases("facet-search.ndjson").forEach(each -> ask(each, view));
      }
    }
    System.out.println("facet searches asked: " + asked);
    assertThat(listed).isEmpty();
  }

  private void ask(Case each, IndexView view) {
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
    String found = answer(body, view);
    if (!found.equals(expected)) {
      listed.add(each.variant().indexUid() + " " + body + "\n  " + expected + "\n  " + found);
    }
  }

  private static String answer(JsonNode body, IndexView view) {
    ObjectNode inner = body.deepCopy();
    inner.remove(List.of("facetName", "facetQuery", "exhaustiveFacetCount"));
    if (body.path("exhaustiveFacetCount").asBoolean(false)) {
      inner.put("page", 1);
    }
    String field = body.get("facetName").asText();
    try {
      SearchRequest request = GoldenRequests.read(inner);
      FacetSearch.check(field, view.settings());
      var candidates =
          GoldenEngine.searcher().candidates(view, request, Instant.now().plusSeconds(60));
      Optional<String> query = Optional.ofNullable(body.get("facetQuery")).map(JsonNode::textValue);
      var values =
          new FacetSearch(view, field, request.locales()).search(query, candidates).values();
      return show(values, view.settings().faceting().maxValuesPerFacet());
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
