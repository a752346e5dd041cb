package io.miroir.engine.query;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A search as {@code POST /indexes/{uid}/search} means it, checked for types and syntax, with
 * defaults filled in; what needs the index's settings (is this field sortable?) is checked by the
 * engine. Travels to nodes as it is.
 *
 * @param q empty when absent, null or ""
 * @param page present, or {@code hitsPerPage} present: finite pagination with exact totals
 * @param filter the filter as JSON text: a string or nested arrays; its syntax has been checked
 * @param sort each {@code field:asc}, {@code field:desc} or {@code _geoPoint(lat,lng):asc|desc};
 *     syntax checked
 * @param attributesToRetrieve absent: all displayed
 * @param attributesToCrop each {@code name} or {@code name:length}
 * @param vector empty list when absent
 */
public record SearchRequest(
    Optional<String> q,
    int offset,
    int limit,
    OptionalInt page,
    OptionalInt hitsPerPage,
    Optional<List<String>> attributesToRetrieve,
    List<String> attributesToCrop,
    int cropLength,
    String cropMarker,
    List<String> attributesToHighlight,
    String highlightPreTag,
    String highlightPostTag,
    boolean showMatchesPosition,
    Optional<String> filter,
    List<String> sort,
    Optional<String> distinct,
    List<String> facets,
    MatchingStrategy matchingStrategy,
    Optional<List<String>> attributesToSearchOn,
    OptionalDouble rankingScoreThreshold,
    List<String> locales,
    Optional<Hybrid> hybrid,
    List<Float> vector,
    boolean retrieveVectors,
    boolean showRankingScore,
    boolean showRankingScoreDetails,
    boolean showPerformanceDetails) {

  public enum MatchingStrategy {
    LAST,
    ALL,
    FREQUENCY
  }

  /**
   * @param semanticRatio within 0 and 1
   */
  public record Hybrid(String embedder, float semanticRatio) {}

  public SearchRequest withFilter(Optional<String> other) {
    return new SearchRequest(
        q,
        offset,
        limit,
        page,
        hitsPerPage,
        attributesToRetrieve,
        attributesToCrop,
        cropLength,
        cropMarker,
        attributesToHighlight,
        highlightPreTag,
        highlightPostTag,
        showMatchesPosition,
        other,
        sort,
        distinct,
        facets,
        matchingStrategy,
        attributesToSearchOn,
        rankingScoreThreshold,
        locales,
        hybrid,
        vector,
        retrieveVectors,
        showRankingScore,
        showRankingScoreDetails,
        showPerformanceDetails);
  }

  /**
   * Exact totals with {@code page} and {@code hitsPerPage} instead of an estimate with offset and
   * limit.
   */
  public boolean finite() {
    return page.isPresent() || hitsPerPage.isPresent();
  }
}
