package io.miroir.search;

import io.miroir.engine.query.AskedMultiSearch;
import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.AskedMultiSearch.Options;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.SearchRequest;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A federated answer as clients read it. */
final class FederatedResponse {
  private final AskedMultiSearch asked;
  private final Federation federation;
  private final FederatedSearch.Found found;
  private final Duration took;

  FederatedResponse(AskedMultiSearch asked, FederatedSearch.Found found, Duration took) {
    this.asked = asked;
    this.federation = asked.federation().orElseThrow();
    this.found = found;
    this.took = took;
  }

  JsonWriter write(boolean includeMetadata) {
    JsonWriter out = new JsonWriter().object();
    hits(out);
    queryVectors(out);
    out.field("processingTimeMs", took.toMillis());
    pagination(out);
    facets(out);
    out.field("requestUid", RequestUid.next().toString());
    if (includeMetadata) {
      metadata(out);
    }
    if (found.semanticHits() >= 0) {
      out.field("semanticHitCount", found.semanticHits());
    }
    if (federation.showPerformanceDetails()) {
      SearchResponse.performance(out, took);
    }
    return out.endObject();
  }

  private SearchRequest request(int place) {
    return asked.queries().get(place).search().request();
  }

  private void hits(JsonWriter out) {
    Map<Integer, ScoreDetails> details = new HashMap<>();
    out.name("hits").array();
    for (FederatedMerger.Hit hit : found.hits()) {
      SearchResponse.hit(
          out,
          hit.hit(),
          request(hit.place()),
          details.computeIfAbsent(
              hit.group(),
              group ->
                  new ScoreDetails(
                      found.plan().indexes().get(group).entry().settings().rankingRules())),
          document -> federation(document, hit));
    }
    out.endArray();
  }

  private void federation(JsonWriter out, FederatedMerger.Hit hit) {
    AskedMultiSearch.Query query = asked.queries().get(hit.place());
    BigInteger position =
        query.options().flatMap(Options::position).orElse(BigInteger.valueOf(hit.place()));
    out.name("_federation")
        .object()
        .field("indexUid", query.uid().value())
        .name("queriesPosition")
        .raw(position.toString())
        .name("weightedRankingScore")
        .number(hit.scores().score())
        .endObject();
  }

  /** By the place of the query, of those that show vectors and have one. */
  private void queryVectors(JsonWriter out) {
    boolean begun = false;
    for (int i = 0; i < asked.queries().size(); i++) {
      SearchRequest request = request(i);
      if (request.retrieveVectors()
          && request.hybrid().isPresent()
          && !request.vector().isEmpty()) {
        if (!begun) {
          out.name("queryVectors").object();
          begun = true;
        }
        out.name(Integer.toString(i)).array();
        request.vector().forEach(value -> out.raw(JsonText.number(value)));
        out.endArray();
      }
    }
    if (begun) {
      out.endObject();
    }
  }

  private void pagination(JsonWriter out) {
    if (FederatedWindow.of(federation).finite()) {
      SearchResponse.pages(out, federation.page(), federation.hitsPerPage(), found.total());
    } else {
      out.name("limit").raw(federation.limit().toString());
      out.name("offset").raw(federation.offset().toString());
      out.field("estimatedTotalHits", found.total());
    }
  }

  private void facets(JsonWriter out) {
    List<FederatedPlan.Index> indexes = found.plan().indexes();
    if (indexes.stream().allMatch(index -> index.facets().isEmpty())) {
      return;
    }
    if (federation.mergedFacetValuesMax().isPresent()) {
      SearchResponse.facets(
          out,
          FederatedFacets.merge(
              found.facets(), found.plan()::order, federation.mergedFacetValuesMax().get()));
      return;
    }
    out.name("facetsByIndex").object();
    for (int i = 0; i < indexes.size(); i++) {
      if (indexes.get(i).facets().isPresent()) {
        List<FacetCounts> own = found.facets().get(i);
        out.name(indexes.get(i).entry().uid().value()).object();
        SearchResponse.distribution(out.name("distribution"), own);
        SearchResponse.stats(out.name("stats"), own);
        out.endObject();
      }
    }
    out.endObject();
  }

  private void metadata(JsonWriter out) {
    out.name("metadata").array();
    for (AskedMultiSearch.Query query : asked.queries()) {
      found.plan().indexes().stream()
          .map(FederatedPlan.Index::entry)
          .filter(index -> index.uid().equals(query.uid()))
          .findFirst()
          .ifPresent(index -> SearchResponse.metadata(out, query.search().request(), index));
    }
    out.endArray();
  }
}
