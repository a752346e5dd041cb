package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.SearchRequest.Hybrid;
import io.miroir.engine.settings.Locales;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.JsonText;
import io.miroir.json.ParamAt;
import io.miroir.json.QueryShape;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The parameters of a search by GET, in the order in which messages list them. */
final class SearchParameters {
  private static final class Draft {
    private final SearchDraft search = new SearchDraft();
    private Optional<String> embedder = Optional.empty();
    private Optional<Float> ratio = Optional.empty();
  }

  private static final QueryShape<Draft> SHAPE = shape();

  private SearchParameters() {}

  static AskedSearch read(Map<String, String> query) {
    Draft draft = SHAPE.read(query, new Draft());
    SearchDraft search = draft.search;
    if (draft.embedder.isPresent()) {
      search.hybrid =
          Optional.of(
              new Hybrid(draft.embedder.get(), draft.ratio.orElse(SearchDraft.DEFAULT_RATIO)));
    } else if (draft.ratio.isPresent()) {
      throw ProblemException.of(
          INVALID_SEARCH_HYBRID_QUERY,
          "`hybridEmbedder` is mandatory when `hybridSemanticRatio` is present");
    } else if (search.given.contains("vector")) {
      throw ProblemException.of(
          MISSING_SEARCH_HYBRID, "`hybridEmbedder` is mandatory when `vector` is present");
    }
    return search.finished();
  }

  private static QueryShape<Draft> shape() {
    QueryShape<Draft> shape = new QueryShape<>();
    shape
        .field("q", INVALID_SEARCH_Q, (d, at) -> d.search.q = Optional.of(at.string()))
        .field("offset", INVALID_SEARCH_OFFSET, (d, at) -> d.search.offset = at.unsigned())
        .field("limit", INVALID_SEARCH_LIMIT, (d, at) -> d.search.limit = at.unsigned())
        .field("page", INVALID_SEARCH_PAGE, (d, at) -> d.search.page = Optional.of(at.unsigned()))
        .field(
            "hitsPerPage",
            INVALID_SEARCH_HITS_PER_PAGE,
            (d, at) -> d.search.hitsPerPage = Optional.of(at.unsigned()))
        .field(
            "attributesToRetrieve",
            INVALID_SEARCH_ATTRIBUTES_TO_RETRIEVE,
            (d, at) -> d.search.attributesToRetrieve = Optional.of(at.strings()));
    addFormatting(shape);
    addChoosing(shape);
    addShowing(shape);
    return shape;
  }

  private static void addFormatting(QueryShape<Draft> shape) {
    shape
        .field(
            "attributesToCrop",
            INVALID_SEARCH_ATTRIBUTES_TO_CROP,
            (d, at) -> d.search.attributesToCrop = at.strings())
        .field(
            "cropLength", INVALID_SEARCH_CROP_LENGTH, (d, at) -> d.search.cropLength = at.count())
        .field(
            "cropMarker", INVALID_SEARCH_CROP_MARKER, (d, at) -> d.search.cropMarker = at.string())
        .field(
            "attributesToHighlight",
            INVALID_SEARCH_ATTRIBUTES_TO_HIGHLIGHT,
            (d, at) -> d.search.attributesToHighlight = at.strings())
        .field(
            "highlightPreTag",
            INVALID_SEARCH_HIGHLIGHT_PRE_TAG,
            (d, at) -> d.search.highlightPreTag = at.string())
        .field(
            "highlightPostTag",
            INVALID_SEARCH_HIGHLIGHT_POST_TAG,
            (d, at) -> d.search.highlightPostTag = at.string())
        .field(
            "showMatchesPosition",
            INVALID_SEARCH_SHOW_MATCHES_POSITION,
            (d, at) -> d.search.showMatchesPosition = at.bool());
  }

  private static void addChoosing(QueryShape<Draft> shape) {
    shape
        .field(
            "filter",
            INVALID_SEARCH_FILTER,
            (d, at) -> d.search.filter = Optional.of(filter(at.string())))
        .field(
            "sort", INVALID_SEARCH_SORT, (d, at) -> d.search.sort = SortSyntax.split(at.string()))
        .field(
            "distinct",
            INVALID_SEARCH_DISTINCT,
            (d, at) -> d.search.distinct = Optional.of(at.string()))
        .field(
            "facets",
            INVALID_SEARCH_FACETS,
            (d, at) -> d.search.facets = at.string().isEmpty() ? List.of() : at.strings())
        .field(
            "matchingStrategy",
            INVALID_SEARCH_MATCHING_STRATEGY,
            (d, at) -> d.search.matchingStrategy = at.oneOf(SearchDraft.STRATEGIES))
        .field(
            "attributesToSearchOn",
            INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON,
            (d, at) -> d.search.attributesToSearchOn = Optional.of(at.strings()))
        .field(
            "rankingScoreThreshold",
            INVALID_SEARCH_RANKING_SCORE_THRESHOLD,
            (d, at) -> d.search.threshold = OptionalDouble.of(ratio(at, "rankingScoreThreshold")))
        .field(
            "locales", INVALID_SEARCH_LOCALES, (d, at) -> d.search.locales = at.list(Locales::read))
        .field(
            "hybridEmbedder",
            INVALID_SEARCH_EMBEDDER,
            (d, at) -> d.embedder = Optional.of(at.string()))
        .field(
            "hybridSemanticRatio",
            INVALID_SEARCH_SEMANTIC_RATIO,
            (d, at) -> d.ratio = Optional.of((float) ratio(at, "semanticRatio")))
        .field("vector", INVALID_SEARCH_VECTOR, SearchParameters::vector);
  }

  private static void addShowing(QueryShape<Draft> shape) {
    shape
        .field(
            "retrieveVectors",
            INVALID_SEARCH_RETRIEVE_VECTORS,
            (d, at) -> d.search.retrieveVectors = at.bool())
        .field(
            "personalizeUserContext",
            INVALID_SEARCH_PERSONALIZE_USER_CONTEXT,
            (d, at) -> d.search.given.add("personalize"))
        .field(
            "useNetwork",
            INVALID_SEARCH_USE_NETWORK,
            (d, at) -> {
              if (at.bool()) {
                d.search.given.add("useNetwork");
              }
            })
        .field(
            "showRankingScore",
            INVALID_SEARCH_SHOW_RANKING_SCORE,
            (d, at) -> d.search.showRankingScore = at.bool())
        .field(
            "showRankingScoreDetails",
            INVALID_SEARCH_SHOW_RANKING_SCORE_DETAILS,
            (d, at) -> d.search.showRankingScoreDetails = at.bool())
        .field(
            "showPerformanceDetails",
            INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS,
            (d, at) -> d.search.showPerformanceDetails = at.bool());
  }

  private static void vector(Draft draft, ParamAt at) {
    draft.search.vector = at.list(item -> (float) item.number());
    draft.search.given.add("vector");
  }

  static double ratio(ParamAt at, String name) {
    double value;
    try {
      value = at.number();
    } catch (ProblemException notNumber) {
      throw at.invalid(Ratios.refusal(name));
    }
    if (!(value >= 0 && value <= 1)) {
      throw at.invalid(Ratios.refusal(name));
    }
    return value;
  }

  /** JSON is taken as it is, anything else is the expression itself. */
  static String filter(String text) {
    try {
      JsonNode json = JsonSyntax.parse(text);
      return JsonText.of(json);
    } catch (JsonSyntaxException plain) {
      return JsonText.quote(text);
    }
  }
}
