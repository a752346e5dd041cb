package io.miroir.search;

import io.miroir.engine.query.AskedSearch;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import io.miroir.routing.IndexEntry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A merged answer as clients read it. Documents are copied byte for byte. */
final class SearchResponse {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final BigInteger DEFAULT_HITS_PER_PAGE = BigInteger.valueOf(20);

  private final AskedSearch asked;
  private final SearchRequest request;
  private final Searches.Merged merged;
  private final IndexEntry index;
  private final Duration took;

  SearchResponse(AskedSearch asked, Searches.Merged merged, IndexEntry index, Duration took) {
    this.asked = asked;
    this.request = asked.request();
    this.merged = merged;
    this.index = index;
    this.took = took;
  }

  /** Writes the fields into an object already begun. */
  JsonWriter writeFields(JsonWriter out, boolean includeMetadata) {
    ScoreDetails details = new ScoreDetails(index.settings().rankingRules());
    out.name("hits").array();
    merged.hits().forEach(hit -> hit(out, hit, request, details, document -> {}));
    out.endArray().field("query", request.q().orElse(""));
    if (request.retrieveVectors() && merged.semanticHits() >= 0 && !request.vector().isEmpty()) {
      out.name("queryVector").array();
      request.vector().forEach(value -> out.raw(JsonText.number(value)));
      out.endArray();
    }
    out.field("processingTimeMs", took.toMillis());
    pagination(out);
    if (!request.facets().isEmpty()) {
      facets(out, merged.facets());
    }
    out.field("requestUid", RequestUid.next().toString());
    if (includeMetadata) {
      metadata(out.name("metadata"));
    }
    performance(out);
    if (merged.semanticHits() >= 0) {
      out.field("semanticHitCount", merged.semanticHits());
    }
    return out;
  }

  /** Adds how the answer came about. */
  void writeExplanation(JsonWriter out) {
    new ExplanationJson(index, merged).write(out.name("explain"));
  }

  /** The answer to a request for similar documents, in an object already begun. */
  JsonWriter writeSimilar(JsonWriter out, String id) {
    ScoreDetails details = new ScoreDetails(index.settings().rankingRules());
    out.name("hits").array();
    merged.hits().forEach(hit -> hit(out, hit, request, details, document -> {}));
    out.endArray().field("id", id).field("processingTimeMs", took.toMillis());
    pagination(out);
    performance(out);
    return out;
  }

  private void performance(JsonWriter out) {
    if (request.showPerformanceDetails()) {
      performance(out, took);
    }
  }

  static void performance(JsonWriter out, Duration took) {
    out.name("performanceDetails")
        .object()
        .field("search", String.format(Locale.ROOT, "%.2fms", took.toNanos() / NANOS_PER_MILLI))
        .endObject();
  }

  /**
   * @param inDocument writes fields behind those of the document
   */
  static void hit(
      JsonWriter out,
      RankedHit hit,
      SearchRequest request,
      ScoreDetails details,
      Consumer<JsonWriter> inDocument) {
    out.object().fieldsOf(hit.document());
    inDocument.accept(out);
    if (hit.formatted().length > 0) {
      out.name("_formatted").raw(hit.formatted());
    }
    if (hit.matchesPosition().length > 0) {
      out.name("_matchesPosition").raw(hit.matchesPosition());
    }
    if (request.showRankingScore()) {
      out.name("_rankingScore").number(ScoreDetails.score(hit.scores()));
    }
    if (request.showRankingScoreDetails()) {
      out.name("_rankingScoreDetails").raw(details.json(hit.scores()));
    }
    out.endObject();
  }

  private void pagination(JsonWriter out) {
    if (request.finite()) {
      pages(out, asked.page(), asked.hitsPerPage(), merged.total());
    } else {
      out.name("limit").raw(asked.limit().toString());
      out.name("offset").raw(asked.offset().toString());
      out.field("estimatedTotalHits", merged.total());
    }
  }

  static void pages(
      JsonWriter out, Optional<BigInteger> page, Optional<BigInteger> hitsPerPage, long hits) {
    BigInteger size = hitsPerPage.orElse(DEFAULT_HITS_PER_PAGE);
    BigInteger total = BigInteger.valueOf(hits);
    BigInteger pages =
        size.signum() == 0
            ? BigInteger.ZERO
            : total.add(size).subtract(BigInteger.ONE).divide(size);
    out.name("hitsPerPage").raw(size.toString());
    out.name("page").raw(page.orElse(BigInteger.ONE).toString());
    out.name("totalPages").raw(pages.toString());
    out.field("totalHits", hits);
  }

  static void facets(JsonWriter out, List<FacetCounts> facets) {
    distribution(out.name("facetDistribution"), facets);
    stats(out.name("facetStats"), facets);
  }

  static void distribution(JsonWriter out, List<FacetCounts> facets) {
    out.object();
    for (FacetCounts facet : facets) {
      out.name(facet.field()).object();
      facet.values().forEach(value -> out.field(value.shown(), value.count()));
      out.endObject();
    }
    out.endObject();
  }

  static void stats(JsonWriter out, List<FacetCounts> facets) {
    out.object();
    for (FacetCounts facet : facets) {
      if (facet.min().isPresent() && facet.max().isPresent()) {
        out.name(facet.field())
            .object()
            .name("min")
            .number(facet.min().getAsDouble())
            .name("max")
            .number(facet.max().getAsDouble())
            .endObject();
      }
    }
    out.endObject();
  }

  private void metadata(JsonWriter out) {
    metadata(out, request, index);
  }

  static void metadata(JsonWriter out, SearchRequest request, IndexEntry index) {
    out.object();
    request.q().ifPresent(q -> out.field("query", q));
    out.field("queryUid", RequestUid.next().toString()).field("indexUid", index.uid().value());
    index.primaryKey().ifPresent(key -> out.field("primaryKey", key));
    out.endObject();
  }
}
