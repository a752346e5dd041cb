package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import io.miroir.engine.query.SearchRequest.Hybrid;
import io.miroir.engine.settings.Locales;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/** The fields of a search body, in the order in which messages list them. */
final class SearchFields {
  private static final class HybridDraft {
    private String embedder = "";
    private float ratio = SearchDraft.DEFAULT_RATIO;
  }

  private static final JsonShape<HybridDraft> HYBRID =
      new JsonShape<HybridDraft>(INVALID_SEARCH_HYBRID_QUERY)
          .field("semanticRatio", INVALID_SEARCH_SEMANTIC_RATIO, (h, at) -> h.ratio = ratio(at))
          .required(
              "embedder",
              INVALID_SEARCH_EMBEDDER,
              INVALID_SEARCH_HYBRID_QUERY,
              (h, at) -> h.embedder = at.string());

  private static final JsonShape<SearchDraft> PERSONALIZE =
      new JsonShape<SearchDraft>(INVALID_SEARCH_PERSONALIZE)
          .required(
              "userContext",
              INVALID_SEARCH_PERSONALIZE_USER_CONTEXT,
              INVALID_SEARCH_PERSONALIZE,
              (d, at) -> at.string());

  private SearchFields() {}

  static JsonShape<SearchDraft> addTo(JsonShape<SearchDraft> shape) {
    shape
        .field("q", INVALID_SEARCH_Q, (d, at) -> d.q = at.optional(JsonAt::string))
        .field("offset", INVALID_SEARCH_OFFSET, given((d, at) -> d.offset = at.unsigned()))
        .field("limit", INVALID_SEARCH_LIMIT, given((d, at) -> d.limit = at.unsigned()))
        .field(
            "page", INVALID_SEARCH_PAGE, given((d, at) -> d.page = at.optional(JsonAt::unsigned)))
        .field(
            "hitsPerPage",
            INVALID_SEARCH_HITS_PER_PAGE,
            given((d, at) -> d.hitsPerPage = at.optional(JsonAt::unsigned)))
        .field(
            "attributesToRetrieve",
            INVALID_SEARCH_ATTRIBUTES_TO_RETRIEVE,
            (d, at) -> d.attributesToRetrieve = at.optional(JsonAt::strings));
    addFormatting(shape);
    addChoosing(shape);
    addShowing(shape);
    return shape;
  }

  private static void addFormatting(JsonShape<SearchDraft> shape) {
    shape
        .field(
            "attributesToCrop",
            INVALID_SEARCH_ATTRIBUTES_TO_CROP,
            (d, at) -> d.attributesToCrop = names(at))
        .field("cropLength", INVALID_SEARCH_CROP_LENGTH, (d, at) -> d.cropLength = at.count())
        .field("cropMarker", INVALID_SEARCH_CROP_MARKER, (d, at) -> d.cropMarker = at.string())
        .field(
            "attributesToHighlight",
            INVALID_SEARCH_ATTRIBUTES_TO_HIGHLIGHT,
            (d, at) -> d.attributesToHighlight = names(at))
        .field(
            "highlightPreTag",
            INVALID_SEARCH_HIGHLIGHT_PRE_TAG,
            (d, at) -> d.highlightPreTag = at.string())
        .field(
            "highlightPostTag",
            INVALID_SEARCH_HIGHLIGHT_POST_TAG,
            (d, at) -> d.highlightPostTag = at.string())
        .field(
            "showMatchesPosition",
            INVALID_SEARCH_SHOW_MATCHES_POSITION,
            (d, at) -> d.showMatchesPosition = at.bool());
  }

  private static void addChoosing(JsonShape<SearchDraft> shape) {
    shape
        .field("filter", INVALID_SEARCH_FILTER, (d, at) -> d.filter = SearchDraft.filter(at.node()))
        .field("sort", INVALID_SEARCH_SORT, given((d, at) -> d.sort = names(at)))
        .field(
            "distinct",
            INVALID_SEARCH_DISTINCT,
            given((d, at) -> d.distinct = at.optional(JsonAt::string)))
        .field("facets", INVALID_SEARCH_FACETS, given((d, at) -> d.facets = names(at)))
        .field(
            "matchingStrategy",
            INVALID_SEARCH_MATCHING_STRATEGY,
            (d, at) -> d.matchingStrategy = at.oneOf(SearchDraft.STRATEGIES))
        .field(
            "attributesToSearchOn",
            INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON,
            (d, at) -> d.attributesToSearchOn = at.optional(JsonAt::strings))
        .field(
            "rankingScoreThreshold",
            INVALID_SEARCH_RANKING_SCORE_THRESHOLD,
            (d, at) -> d.threshold = threshold(at))
        .field("locales", INVALID_SEARCH_LOCALES, (d, at) -> d.locales = locales(at))
        .field("hybrid", INVALID_SEARCH_HYBRID_QUERY, SearchFields::hybrid)
        .field("vector", INVALID_SEARCH_VECTOR, given(SearchFields::vector));
  }

  private static void addShowing(JsonShape<SearchDraft> shape) {
    shape
        .field(
            "retrieveVectors",
            INVALID_SEARCH_RETRIEVE_VECTORS,
            (d, at) -> d.retrieveVectors = at.bool())
        .field("media", INVALID_SEARCH_MEDIA, given((d, at) -> {}))
        .field(
            "personalize",
            INVALID_SEARCH_PERSONALIZE,
            given((d, at) -> at.optional(p -> PERSONALIZE.read(p, d))))
        .field("useNetwork", INVALID_SEARCH_USE_NETWORK, SearchFields::network)
        .field(
            "showRankingScore",
            INVALID_SEARCH_SHOW_RANKING_SCORE,
            (d, at) -> d.showRankingScore = at.bool())
        .field(
            "showRankingScoreDetails",
            INVALID_SEARCH_SHOW_RANKING_SCORE_DETAILS,
            (d, at) -> d.showRankingScoreDetails = at.bool())
        .field(
            "showPerformanceDetails",
            INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS,
            (d, at) -> {
              d.showPerformanceDetails = at.bool();
              if (d.showPerformanceDetails) {
                d.given.add("showPerformanceDetails");
              }
            });
  }

  /** Notes that the field was there; its name is the last of the path. */
  private static BiConsumer<SearchDraft, JsonAt> given(BiConsumer<SearchDraft, JsonAt> reader) {
    return (draft, at) -> {
      reader.accept(draft, at);
      if (!at.isNull()) {
        draft.given.add(at.path().substring(at.path().lastIndexOf('.') + 1));
      }
    };
  }

  static List<String> names(JsonAt at) {
    return at.optional(JsonAt::strings).orElse(List.of());
  }

  static List<String> locales(JsonAt at) {
    return at.optional(list -> list.list(Locales::read)).orElse(List.of());
  }

  static OptionalDouble threshold(JsonAt at) {
    if (at.isNull()) {
      return OptionalDouble.empty();
    }
    double value = at.number();
    if (!(value >= 0 && value <= 1)) {
      throw at.invalid(Ratios.refusal("rankingScoreThreshold"));
    }
    return OptionalDouble.of(value);
  }

  private static float ratio(JsonAt at) {
    float value = (float) at.number();
    if (!(value >= 0 && value <= 1)) {
      throw at.invalid(Ratios.refusal("semanticRatio"));
    }
    return value;
  }

  static void hybrid(SearchDraft draft, JsonAt at) {
    draft.hybrid =
        at.optional(
            object -> {
              HybridDraft read = HYBRID.read(object, new HybridDraft());
              return new Hybrid(read.embedder, read.ratio);
            });
  }

  static void vector(SearchDraft draft, JsonAt at) {
    draft.vector = at.optional(list -> list.list(item -> (float) item.number())).orElse(List.of());
    if (!at.isNull()) {
      draft.given.add("vector");
    }
  }

  private static void network(SearchDraft draft, JsonAt at) {
    if (at.optional(JsonAt::bool).orElse(false)) {
      draft.given.add("useNetwork");
    }
  }
}
