package io.miroir.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Map;

/**
 * Reads searches. Types, names and ranges are checked here; the syntax of filter and sort is
 * checked after the uid of the path, so by the route.
 */
public final class SearchRequestReader {
  private static final JsonShape<SearchDraft> BODY =
      SearchFields.addTo(new JsonShape<>(ErrorCode.BAD_REQUEST));

  private SearchRequestReader() {}

  /**
   * The body of {@code POST /search}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedSearch read(JsonNode body) {
    return BODY.read(JsonAt.root(body, ErrorCode.BAD_REQUEST), new SearchDraft()).finished();
  }

  /**
   * The query string of {@code GET /search}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedSearch read(Map<String, String> query) {
    return SearchParameters.read(query);
  }
}
