package io.miroir.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.SearchRequest.Hybrid;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonText;
import io.miroir.model.IndexUid;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** A search while its fields are being read; starts with the defaults. */
final class SearchDraft {
  static final Map<String, MatchingStrategy> STRATEGIES = strategies();
  static final float DEFAULT_RATIO = 0.5f;
  private static final BigInteger DEFAULT_LIMIT = BigInteger.valueOf(20);
  private static final int DEFAULT_CROP_LENGTH = 10;

  Optional<String> q = Optional.empty();
  BigInteger offset = BigInteger.ZERO;
  BigInteger limit = DEFAULT_LIMIT;
  Optional<BigInteger> page = Optional.empty();
  Optional<BigInteger> hitsPerPage = Optional.empty();
  Optional<List<String>> attributesToRetrieve = Optional.empty();
  List<String> attributesToCrop = List.of();
  int cropLength = DEFAULT_CROP_LENGTH;
  String cropMarker = "…";
  List<String> attributesToHighlight = List.of();
  String highlightPreTag = "<em>";
  String highlightPostTag = "</em>";
  boolean showMatchesPosition;
  Optional<String> filter = Optional.empty();
  List<String> sort = List.of();
  Optional<String> distinct = Optional.empty();
  List<String> facets = List.of();
  MatchingStrategy matchingStrategy = MatchingStrategy.LAST;
  Optional<List<String>> attributesToSearchOn = Optional.empty();
  OptionalDouble threshold = OptionalDouble.empty();
  List<String> locales = List.of();
  Optional<Hybrid> hybrid = Optional.empty();
  List<Float> vector = List.of();
  boolean retrieveVectors;
  boolean showRankingScore;
  boolean showRankingScoreDetails;
  boolean showPerformanceDetails;
  Optional<IndexUid> uid = Optional.empty();
  Optional<AskedMultiSearch.Options> options = Optional.empty();
  final Set<String> given = new HashSet<>();

  private static Map<String, MatchingStrategy> strategies() {
    Map<String, MatchingStrategy> words = new LinkedHashMap<>();
    words.put("last", MatchingStrategy.LAST);
    words.put("all", MatchingStrategy.ALL);
    words.put("frequency", MatchingStrategy.FREQUENCY);
    return words;
  }

  /** A filter given as JSON, kept as text; null is none. */
  static Optional<String> filter(JsonNode node) {
    return node.isNull() ? Optional.empty() : Optional.of(JsonText.of(node));
  }

  AskedSearch finished() {
    return new AskedSearch(request(), offset, limit, page, hitsPerPage, Set.copyOf(given));
  }

  private SearchRequest request() {
    return new SearchRequest(
        q.filter(text -> !text.isEmpty()),
        JsonAt.clampToInt(offset),
        JsonAt.clampToInt(limit),
        count(page),
        count(hitsPerPage),
        attributesToRetrieve,
        attributesToCrop,
        cropLength,
        cropMarker,
        attributesToHighlight,
        highlightPreTag,
        highlightPostTag,
        showMatchesPosition,
        filter,
        sort,
        distinct,
        facets,
        matchingStrategy,
        attributesToSearchOn,
        threshold,
        locales,
        hybrid,
        vector,
        retrieveVectors,
        showRankingScore,
        showRankingScoreDetails,
        showPerformanceDetails);
  }

  private static OptionalInt count(Optional<BigInteger> value) {
    return value.isPresent() ? OptionalInt.of(JsonAt.clampToInt(value.get())) : OptionalInt.empty();
  }
}
