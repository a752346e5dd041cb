package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.facet.FacetOrders;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Shows answers as the server would, as far as the recordings tell it. */
final class GoldenAnswers {
  private static final int TEXT_ORDER_CANDIDATES_MAX = 3000;

  private GoldenAnswers() {}

  static ObjectNode show(
      SearchAnswer answer, JsonNode asked, SearchRequest request, Settings settings) {
    ObjectNode shown = GoldenFolder.JSON.createObjectNode();
    int offset = request.offset();
    int limit = request.limit();
    if (request.finite()) {
      int page = request.page().orElse(1);
      limit = page == 0 ? 0 : request.hitsPerPage().orElse(20);
      offset = limit * Math.max(0, page - 1);
    }
    List<RankedHit> hits = answer.hits();
    int from = Math.min(offset, hits.size());
    var list = shown.putArray("hits");
    for (RankedHit hit : hits.subList(from, Math.min(hits.size(), from + limit))) {
      list.add(hit(hit, request, settings));
    }
    shown.put("query", asked.path("q").asText(""));
    totals(shown, answer, request);
    if (answer.semanticHits() >= 0) {
      shown.put("semanticHitCount", answer.semanticHits());
    }
    if (!request.facets().isEmpty()) {
      facets(shown, answer, settings.faceting());
    }
    return shown;
  }

  private static void totals(ObjectNode shown, SearchAnswer answer, SearchRequest request) {
    long total = answer.candidates();
    if (request.finite()) {
      int perPage = request.hitsPerPage().orElse(20);
      shown.put("hitsPerPage", perPage);
      shown.put("page", request.page().orElse(1));
      shown.put("totalPages", perPage == 0 ? 0 : (total + perPage - 1) / perPage);
      shown.put("totalHits", total);
    } else {
      shown.put("limit", request.limit());
      shown.put("offset", request.offset());
      shown.put("estimatedTotalHits", total);
    }
  }

  private static ObjectNode hit(RankedHit hit, SearchRequest request, Settings settings) {
    ObjectNode shown = object(hit.document());
    if (hit.formatted().length > 0) {
      shown.set("_formatted", object(hit.formatted()));
    }
    if (hit.matchesPosition().length > 0) {
      shown.set("_matchesPosition", object(hit.matchesPosition()));
    }
    if (request.showRankingScore()) {
      shown.put("_rankingScore", ScoreFold.score(hit.scores()));
    }
    if (request.showRankingScoreDetails()) {
      shown.set("_rankingScoreDetails", GoldenDetails.show(hit.scores(), settings));
    }
    return shown;
  }

  static ObjectNode object(byte[] json) {
    try {
      return (ObjectNode) GoldenFolder.JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void facets(ObjectNode shown, SearchAnswer answer, Settings.Faceting faceting) {
    ObjectNode distribution = shown.putObject("facetDistribution");
    ObjectNode stats = shown.putObject("facetStats");
    for (FacetCounts facet : answer.facets()) {
      boolean tree =
          answer.candidates() > TEXT_ORDER_CANDIDATES_MAX
              || FacetOrders.of(facet.field(), faceting) == Settings.FacetOrder.COUNT;
      values(distribution.putObject(facet.field()), facet, tree, faceting.maxValuesPerFacet());
      if (facet.min().isPresent()) {
        ObjectNode range = stats.putObject(facet.field());
        range.put("min", facet.min().getAsDouble());
        range.put("max", facet.max().getAsDouble());
      }
    }
  }

  /** Cuts the values; where the original walks a tree, only a number of exactly the cap ends it. */
  private static void values(ObjectNode shown, FacetCounts facet, boolean tree, int most) {
    for (FacetCounts.Value value : facet.values()) {
      if (shown.size() >= most && (value.number() || !tree)) {
        continue;
      }
      shown.put(value.shown(), value.count());
      if (tree && !value.number() && shown.size() == most) {
        return;
      }
    }
  }
}
