package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.ProblemException;
import java.util.Optional;

/** Reads the body of a facet search, in which unknown fields are ignored. */
public final class FacetSearchRequestReader {
  private static final class Draft {
    private final SearchDraft search = new SearchDraft();
    private String facetName = "";
    private Optional<String> facetQuery = Optional.empty();
    private boolean exhaustive;
  }

  private static final JsonShape<Draft> BODY =
      new JsonShape<Draft>(BAD_REQUEST)
          .field(
              "facetQuery",
              INVALID_FACET_SEARCH_QUERY,
              (d, at) -> d.facetQuery = at.optional(JsonAt::string))
          .required(
              "facetName",
              INVALID_FACET_SEARCH_FACET_NAME,
              MISSING_FACET_SEARCH_FACET_NAME,
              (d, at) -> d.facetName = at.string())
          .field("q", INVALID_SEARCH_Q, (d, at) -> d.search.q = at.optional(JsonAt::string))
          .field("vector", INVALID_SEARCH_VECTOR, (d, at) -> SearchFields.vector(d.search, at))
          .field("media", INVALID_SEARCH_MEDIA, FacetSearchRequestReader::media)
          .field(
              "hybrid", INVALID_SEARCH_HYBRID_QUERY, (d, at) -> SearchFields.hybrid(d.search, at))
          .field(
              "filter",
              INVALID_SEARCH_FILTER,
              (d, at) -> d.search.filter = SearchDraft.filter(at.node()))
          .field(
              "matchingStrategy",
              INVALID_SEARCH_MATCHING_STRATEGY,
              (d, at) -> d.search.matchingStrategy = at.oneOf(SearchDraft.STRATEGIES))
          .field(
              "attributesToSearchOn",
              INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON,
              (d, at) -> d.search.attributesToSearchOn = at.optional(JsonAt::strings))
          .field(
              "rankingScoreThreshold",
              INVALID_SEARCH_RANKING_SCORE_THRESHOLD,
              (d, at) -> d.search.threshold = SearchFields.threshold(at))
          .field(
              "locales",
              INVALID_SEARCH_LOCALES,
              (d, at) -> d.search.locales = SearchFields.locales(at))
          .field(
              "exhaustiveFacetCount",
              INVALID_FACET_SEARCH_EXHAUSTIVE_FACET_COUNT,
              (d, at) -> d.exhaustive = at.optional(JsonAt::bool).orElse(false))
          .field("useNetwork", INVALID_SEARCH_USE_NETWORK, FacetSearchRequestReader::network)
          .ignoringUnknown();

  private FacetSearchRequestReader() {}

  /**
   * @throws ProblemException for the first thing wrong
   */
  public static AskedFacetSearch read(JsonNode body) {
    Draft draft = BODY.read(JsonAt.root(body, BAD_REQUEST), new Draft());
    AskedSearch search = draft.search.finished();
    FacetSearchRequest request =
        new FacetSearchRequest(
            draft.facetName, draft.facetQuery, search.request(), draft.exhaustive);
    return new AskedFacetSearch(request, draft.facetQuery, search);
  }

  private static void media(Draft draft, JsonAt at) {
    if (!at.isNull()) {
      draft.search.given.add("media");
    }
  }

  private static void network(Draft draft, JsonAt at) {
    if (at.optional(JsonAt::bool).orElse(false)) {
      draft.search.given.add("useNetwork");
    }
  }
}
