package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonText;
import io.miroir.json.Kind;
import io.miroir.json.ParamAt;
import io.miroir.json.QueryShape;
import io.miroir.model.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads requests for similar documents, by POST and by GET. */
public final class SimilarRequestReader {
  private static final class Draft {
    private final SearchDraft search = new SearchDraft();
    private String id = "";
    private String embedder = "";

    private AskedSimilar finished() {
      return new AskedSimilar(id, embedder, search.finished());
    }
  }

  private static final JsonShape<Draft> BODY =
      new JsonShape<Draft>(BAD_REQUEST)
          .required("id", INVALID_SIMILAR_ID, BAD_REQUEST, (d, at) -> d.id = id(at))
          .field("offset", INVALID_SIMILAR_OFFSET, (d, at) -> d.search.offset = at.unsigned())
          .field("limit", INVALID_SIMILAR_LIMIT, (d, at) -> d.search.limit = at.unsigned())
          .field(
              "filter",
              INVALID_SIMILAR_FILTER,
              (d, at) -> d.search.filter = SearchDraft.filter(at.node()))
          .required(
              "embedder",
              INVALID_SIMILAR_EMBEDDER,
              BAD_REQUEST,
              (d, at) -> d.embedder = at.string())
          .field(
              "attributesToRetrieve",
              INVALID_SIMILAR_ATTRIBUTES_TO_RETRIEVE,
              (d, at) -> d.search.attributesToRetrieve = at.optional(JsonAt::strings))
          .field(
              "retrieveVectors",
              INVALID_SIMILAR_RETRIEVE_VECTORS,
              (d, at) -> d.search.retrieveVectors = at.bool())
          .field(
              "showRankingScore",
              INVALID_SIMILAR_SHOW_RANKING_SCORE,
              (d, at) -> d.search.showRankingScore = at.bool())
          .field(
              "showRankingScoreDetails",
              INVALID_SIMILAR_SHOW_RANKING_SCORE_DETAILS,
              (d, at) -> d.search.showRankingScoreDetails = at.bool())
          .field(
              "showPerformanceDetails",
              INVALID_SIMILAR_SHOW_PERFORMANCE_DETAILS,
              (d, at) -> d.search.showPerformanceDetails = at.bool())
          .field(
              "rankingScoreThreshold",
              INVALID_SIMILAR_RANKING_SCORE_THRESHOLD,
              (d, at) -> d.search.threshold = SearchFields.threshold(at));

  private static final QueryShape<Draft> QUERY =
      new QueryShape<Draft>()
          .required("id", INVALID_SIMILAR_ID, BAD_REQUEST, (d, at) -> d.id = id(at))
          .required(
              "embedder",
              INVALID_SIMILAR_EMBEDDER,
              BAD_REQUEST,
              (d, at) -> d.embedder = at.string())
          .field("offset", INVALID_SIMILAR_OFFSET, (d, at) -> d.search.offset = at.unsigned())
          .field("limit", INVALID_SIMILAR_LIMIT, (d, at) -> d.search.limit = at.unsigned())
          .field(
              "attributesToRetrieve",
              INVALID_SIMILAR_ATTRIBUTES_TO_RETRIEVE,
              (d, at) -> d.search.attributesToRetrieve = Optional.of(at.strings()))
          .field(
              "retrieveVectors",
              INVALID_SIMILAR_RETRIEVE_VECTORS,
              (d, at) -> d.search.retrieveVectors = at.bool())
          .field(
              "filter",
              INVALID_SIMILAR_FILTER,
              (d, at) -> d.search.filter = Optional.of(SearchParameters.filter(at.string())))
          .field(
              "showRankingScore",
              INVALID_SIMILAR_SHOW_RANKING_SCORE,
              (d, at) -> d.search.showRankingScore = at.bool())
          .field(
              "showRankingScoreDetails",
              INVALID_SIMILAR_SHOW_RANKING_SCORE_DETAILS,
              (d, at) -> d.search.showRankingScoreDetails = at.bool())
          .field(
              "showPerformanceDetails",
              INVALID_SIMILAR_SHOW_PERFORMANCE_DETAILS,
              (d, at) -> d.search.showPerformanceDetails = at.bool())
          .field(
              "rankingScoreThreshold",
              INVALID_SIMILAR_RANKING_SCORE_THRESHOLD,
              (d, at) ->
                  d.search.threshold =
                      OptionalDouble.of(SearchParameters.ratio(at, "rankingScoreThreshold")));

  private SimilarRequestReader() {}

  /**
   * The body of {@code POST /similar}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedSimilar read(JsonNode body) {
    return BODY.read(JsonAt.root(body, BAD_REQUEST), new Draft()).finished();
  }

  /**
   * The query string of {@code GET /similar}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedSimilar read(Map<String, String> query) {
    return QUERY.read(query, new Draft()).finished();
  }

  private static String id(JsonAt at) {
    JsonNode node = at.node();
    if (!node.isTextual() && !node.isNumber()) {
      throw at.wrongKind(Kind.STRING, Kind.INTEGER);
    }
    String key = node.isTextual() ? node.textValue() : JsonText.of(node);
    if (!DocumentsRequestReader.isId(key)) {
      throw at.invalid(DocumentsRequestReader.idRefusal(JsonText.of(node)));
    }
    return key;
  }

  private static String id(ParamAt at) {
    if (!DocumentsRequestReader.isId(at.text())) {
      throw at.invalid(DocumentsRequestReader.idRefusal(JsonText.quote(at.text())));
    }
    return at.text();
  }
}
