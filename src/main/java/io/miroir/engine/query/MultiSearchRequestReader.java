package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.AskedMultiSearch.Options;
import io.miroir.engine.query.AskedMultiSearch.Query;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the body of a multi-search. */
public final class MultiSearchRequestReader {

  private static final class OptionsDraft {
    private double weight = 1;
    private Optional<String> remote = Optional.empty();
    private Optional<BigInteger> position = Optional.empty();
  }

  private static final class FederationDraft {
    private BigInteger limit = BigInteger.valueOf(20);
    private BigInteger offset = BigInteger.ZERO;
    private Optional<BigInteger> page = Optional.empty();
    private Optional<BigInteger> hitsPerPage = Optional.empty();
    private Map<IndexUid, Optional<List<String>>> facetsByIndex = Map.of();
    private Optional<OptionalInt> mergeFacets = Optional.empty();
    private Optional<String> distinct = Optional.empty();
    private boolean showPerformanceDetails;
    private boolean personalize;

    private Federation finished() {
      return new Federation(
          limit,
          offset,
          page,
          hitsPerPage,
          facetsByIndex,
          mergeFacets,
          distinct,
          showPerformanceDetails,
          personalize);
    }
  }

  private static final class Draft {
    private List<Query> queries = List.of();
    private Optional<Federation> federation = Optional.empty();
  }

  private static final JsonShape<OptionsDraft> OPTIONS =
      new JsonShape<OptionsDraft>(BAD_REQUEST)
          .field("weight", INVALID_MULTI_SEARCH_WEIGHT, (o, at) -> o.weight = weight(at))
          .field(
              "remote",
              INVALID_MULTI_SEARCH_REMOTE,
              (o, at) -> o.remote = at.optional(JsonAt::string))
          .field(
              "queryPosition",
              INVALID_MULTI_SEARCH_QUERY_POSITION,
              (o, at) -> o.position = at.optional(JsonAt::unsigned));

  private static final JsonShape<Map<String, OptionalInt>> MERGE_FACETS =
      new JsonShape<Map<String, OptionalInt>>(INVALID_MULTI_SEARCH_MERGE_FACETS)
          .field(
              "maxValuesPerFacet",
              INVALID_MULTI_SEARCH_MAX_VALUES_PER_FACET,
              (m, at) ->
                  at.optional(JsonAt::count)
                      .ifPresent(count -> m.put("most", OptionalInt.of(count))));

  private static final JsonShape<FederationDraft> FEDERATION =
      new JsonShape<FederationDraft>(BAD_REQUEST)
          .field("limit", INVALID_SEARCH_LIMIT, (f, at) -> f.limit = at.unsigned())
          .field("offset", INVALID_SEARCH_OFFSET, (f, at) -> f.offset = at.unsigned())
          .field("page", INVALID_SEARCH_PAGE, (f, at) -> f.page = at.optional(JsonAt::unsigned))
          .field(
              "hitsPerPage",
              INVALID_SEARCH_HITS_PER_PAGE,
              (f, at) -> f.hitsPerPage = at.optional(JsonAt::unsigned))
          .field(
              "facetsByIndex",
              INVALID_MULTI_SEARCH_FACETS_BY_INDEX,
              (f, at) -> f.facetsByIndex = facetsByIndex(at))
          .field(
              "mergeFacets",
              INVALID_MULTI_SEARCH_MERGE_FACETS,
              (f, at) -> f.mergeFacets = at.optional(MultiSearchRequestReader::mergeFacets))
          .field(
              "distinct",
              INVALID_MULTI_SEARCH_DISTINCT,
              (f, at) -> f.distinct = at.optional(JsonAt::string))
          .field(
              "showPerformanceDetails",
              INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS,
              (f, at) -> f.showPerformanceDetails = at.bool())
          .field(
              "personalize", INVALID_SEARCH_PERSONALIZE, (f, at) -> f.personalize = !at.isNull());

  private final JsonShape<SearchDraft> query;
  private final JsonShape<Draft> body;

  /**
   * @param uids reads an index uid
   */
  public MultiSearchRequestReader(Function<JsonAt, IndexUid> uids) {
    this.query =
        SearchFields.addTo(
                new JsonShape<SearchDraft>(BAD_REQUEST)
                    .required(
                        "indexUid",
                        INVALID_INDEX_UID,
                        MISSING_INDEX_UID,
                        (d, at) -> d.uid = Optional.of(uids.apply(at))))
            .field(
                "federationOptions",
                INVALID_MULTI_SEARCH_FEDERATION_OPTIONS,
                (d, at) -> d.options = at.optional(MultiSearchRequestReader::options));
    this.body =
        new JsonShape<Draft>(BAD_REQUEST)
            .required(
                "queries", BAD_REQUEST, BAD_REQUEST, (d, at) -> d.queries = at.list(this::query))
            .field(
                "federation",
                BAD_REQUEST,
                (d, at) ->
                    d.federation =
                        at.optional(f -> FEDERATION.read(f, new FederationDraft()).finished()));
  }

  /**
   * @throws ProblemException for the first thing wrong
   */
  public AskedMultiSearch read(JsonNode json) {
    Draft draft = body.read(JsonAt.root(json, BAD_REQUEST), new Draft());
    return new AskedMultiSearch(draft.queries, draft.federation);
  }

  private Query query(JsonAt at) {
    SearchDraft draft = query.read(at, new SearchDraft());
    return new Query(draft.uid.orElseThrow(), draft.finished(), draft.options);
  }

  private static Options options(JsonAt at) {
    OptionsDraft draft = OPTIONS.read(at, new OptionsDraft());
    return new Options(draft.weight, draft.remote, draft.position);
  }

  private static double weight(JsonAt at) {
    double weight = at.number();
    if (!(weight >= 0)) {
      throw at.invalid("the value of `weight` is invalid, expected a positive float (>= 0.0).");
    }
    return weight;
  }

  private static OptionalInt mergeFacets(JsonAt at) {
    return MERGE_FACETS.read(at, new HashMap<>()).getOrDefault("most", OptionalInt.empty());
  }

  private static Map<IndexUid, Optional<List<String>>> facetsByIndex(JsonAt at) {
    Map<IndexUid, Optional<List<String>>> facets = new LinkedHashMap<>();
    at.map(names -> names.optional(JsonAt::strings))
        .forEach(
            (uid, names) -> {
              if (!IndexUid.isValid(uid)) {
                throw at.invalid(
                    "the key \""
                        + uid
                        + "\" could not be deserialized into the key type"
                        + " `meilisearch_types::index_uid::IndexUid`");
              }
              facets.put(new IndexUid(uid), names);
            });
    return facets;
  }
}
