package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.IndexStats;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexId;
import io.miroir.node.ReadScope;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What clients read, asked of one Meilisearch server. Blocks. */
final class NodeReads {
  private static final SearchAnswer NO_HITS = new SearchAnswer(List.of(), 0, List.of(), -1, false);

  private final NodeHttp http;
  private final NodeIndexes indexes;
  private final RoutingTables tables;

  NodeReads(NodeHttp http, NodeIndexes indexes, RoutingTables tables) {
    this.http = http;
    this.indexes = indexes;
    this.tables = tables;
  }

  private IndexEntry entry(IndexId index) {
    return tables
        .current()
        .index(index)
        .orElseThrow(() -> http.unavailable("index " + index + " is not in the routing table"));
  }

  private SearchBodies bodies(IndexEntry entry) {
    return new SearchBodies(entry.settings(), entry.primaryKey().orElse("id"));
  }

  SearchAnswer search(ReadScope scope, SearchRequest request) {
    SearchBodies bodies = bodies(entry(scope.index()));
    return search(scope, bodies, request, bodies.end(request));
  }

  private SearchAnswer search(
      ReadScope scope, SearchBodies bodies, SearchRequest request, int end) {
    indexes.requireVersion(scope.index(), scope.settingsFloor(), scope.deadline());
    String path = NodeIndexes.path(scope.index()) + "/search";
    Optional<String> filter = Optional.of(Reserved.filter(scope.shards()));
    String body =
        bodies.body(new JsonWriter().object(), request, filter, end).endObject().toString();
    try {
      return new SearchAnswers(bodies, request).read(http.post(path, body, scope.deadline()));
    } catch (NodeRefusal e) {
      throw pristine(path, bodies, request, e, scope.deadline());
    }
  }

  /** The error as it is without our filter, which errors of filters quote. */
  private RuntimeException pristine(
      String path, SearchBodies bodies, SearchRequest request, NodeRefusal refusal, Instant end) {
    if (refusal.code().equals("index_not_found")) {
      return http.unavailable("the index is not there");
    }
    if (!refusal.code().equals("invalid_search_filter")) {
      return refusal;
    }
    String body =
        bodies.body(new JsonWriter().object(), request, Optional.empty(), 0).endObject().toString();
    try {
      http.post(path, body, end);
      return refusal;
    } catch (NodeRefusal plain) {
      return plain;
    }
  }

  SearchAnswer hits(ReadScope scope, SearchRequest request, List<String> keys) {
    Set<String> wanted = new HashSet<>(keys);
    SearchAnswer all = search(scope, request);
    List<RankedHit> some = all.hits().stream().filter(hit -> wanted.contains(hit.key())).toList();
    return new SearchAnswer(
        some, all.candidates(), all.facets(), all.semanticHits(), all.degraded());
  }

  SearchAnswer similar(ReadScope scope, SimilarRequest request) {
    SearchRequest r = request.search();
    if (request.vectors().isEmpty()) {
      return NO_HITS;
    }
    SearchRequest search =
        new SearchRequest(
            Optional.empty(),
            0,
            r.offset() + r.limit() + 1,
            java.util.OptionalInt.empty(),
            java.util.OptionalInt.empty(),
            r.attributesToRetrieve(),
            List.of(),
            r.cropLength(),
            r.cropMarker(),
            List.of(),
            r.highlightPreTag(),
            r.highlightPostTag(),
            false,
            r.filter(),
            List.of(),
            Optional.empty(),
            List.of(),
            r.matchingStrategy(),
            Optional.empty(),
            r.rankingScoreThreshold(),
            List.of(),
            Optional.of(new SearchRequest.Hybrid(request.embedder(), 1)),
            request.vectors().getFirst(),
            r.retrieveVectors(),
            true,
            true,
            false);
    SearchBodies bodies = bodies(entry(scope.index()));
    SearchAnswer answer = search(scope, bodies, search, r.offset() + r.limit() + 1);
    List<RankedHit> others =
        answer.hits().stream()
            .filter(hit -> !hit.key().equals(request.excludedKey()))
            .limit((long) r.offset() + r.limit())
            .toList();
    boolean there = others.size() < answer.hits().size();
    return new SearchAnswer(
        others, answer.candidates() - (there ? 1 : 0), List.of(), -1, answer.degraded());
  }

  FacetSearchAnswer facetSearch(ReadScope scope, FacetSearchRequest request) {
    indexes.requireVersion(scope.index(), scope.settingsFloor(), scope.deadline());
    SearchRequest r = request.search();
    JsonWriter out = new JsonWriter().object().field("facetName", request.facetName());
    request.facetQuery().ifPresent(text -> out.field("facetQuery", text));
    r.q().ifPresent(q -> out.field("q", q));
    out.name("filter").array().string(Reserved.filter(scope.shards()));
    r.filter()
        .filter(json -> !json.equals("null"))
        .map(io.miroir.json.JsonSyntax::parse)
        .ifPresent(
            node -> {
              if (node.isArray()) {
                node.forEach(out::node);
              } else {
                out.node(node);
              }
            });
    out.endArray();
    out.field("matchingStrategy", r.matchingStrategy().name().toLowerCase(java.util.Locale.ROOT));
    r.attributesToSearchOn().ifPresent(names -> out.name("attributesToSearchOn").strings(names));
    r.rankingScoreThreshold().ifPresent(t -> out.name("rankingScoreThreshold").number(t));
    if (request.exhaustiveFacetCount()) {
      out.field("exhaustiveFacetCount", true);
    }
    JsonNode answer =
        http.post(
            NodeIndexes.path(scope.index()) + "/facet-search",
            out.endObject().toString(),
            scope.deadline());
    List<FacetCounts.Value> values = new ArrayList<>();
    for (JsonNode hit : answer.path("facetHits")) {
      values.add(
          SearchAnswers.value(hit.path("value").asText(), hit.path("count").asLong(), false));
    }
    return new FacetSearchAnswer(values);
  }

  DocumentsAnswer documents(ReadScope scope, DocumentsRequest request) {
    indexes.requireVersion(scope.index(), scope.settingsFloor(), scope.deadline());
    IndexEntry entry = entry(scope.index());
    Listings listings = new Listings(entry.settings(), entry.primaryKey().orElse("id"));
    String path = NodeIndexes.path(scope.index()) + "/documents/fetch";
    try {
      JsonNode answer =
          http.post(
              path,
              listings.body(request, Reserved.filter(scope.shards())).endObject().toString(),
              scope.deadline());
      List<RankedHit> hits = new ArrayList<>();
      answer
          .path("results")
          .forEach(document -> hits.add(listings.hit(request, (ObjectNode) document)));
      return new DocumentsAnswer(hits, answer.path("total").asLong());
    } catch (NodeRefusal e) {
      if (e.code().equals("invalid_document_filter") && request.filter().isPresent()) {
        http.post(
            path,
            new JsonWriter()
                .object()
                .field("limit", 0)
                .name("filter")
                .raw(request.filter().get())
                .endObject()
                .toString(),
            scope.deadline());
      }
      throw e;
    }
  }

  /**
   * Counts are exact; what the server tells of a whole index only (fields, bytes) is taken in
   * proportion.
   */
  IndexStats stats(ReadScope scope) {
    String path = NodeIndexes.path(scope.index());
    JsonNode whole = http.get(path + "/stats", scope.deadline());
    JsonWriter count = new JsonWriter().object().field("limit", 0);
    count.field("filter", Reserved.filter(scope.shards()));
    long documents =
        http.post(path + "/documents/fetch", count.endObject().toString(), scope.deadline())
            .path("total")
            .asLong();
    long stored = Math.max(1, whole.path("fieldDistribution").path(Reserved.ORDINAL).asLong());
    double part = (double) documents / stored;
    Map<String, Long> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : whole.path("fieldDistribution").properties()) {
      long share = Math.min(documents, Math.round(field.getValue().asLong() * part));
      if (!field.getKey().startsWith(Reserved.PREFIX) && share > 0) {
        fields.put(field.getKey(), share);
      }
    }
    return new IndexStats(
        documents,
        Math.round(whole.path("avgDocumentSize").asLong() * (double) documents),
        Math.round(whole.path("numberOfEmbeddings").asLong() * part),
        Math.round(whole.path("numberOfEmbeddedDocuments").asLong() * part),
        whole.path("isIndexing").asBoolean(),
        fields,
        fields.keySet());
  }
}
