package io.miroir.engine.query;

import io.miroir.engine.filter.FilterSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * A search as a client asked for it: the request for the engine, and what only answers and refusals
 * need.
 *
 * @param offset as given, which may be beyond what a request can hold; likewise the others
 * @param given the fields present and not null
 */
public record AskedSearch(
    SearchRequest request,
    BigInteger offset,
    BigInteger limit,
    Optional<BigInteger> page,
    Optional<BigInteger> hitsPerPage,
    Set<String> given) {

  /** The same search, but only of what fulfils a filter, given as JSON text. */
  public AskedSearch within(Optional<String> filter) {
    return filter.isEmpty()
        ? this
        : new AskedSearch(
            request.withFilter(FilterSyntax.both(request.filter(), filter)),
            offset,
            limit,
            page,
            hitsPerPage,
            given);
  }

  /**
   * What is wrong with the request as a whole; looked at only when the index exists. What a feature
   * would be needed for is the last of it.
   */
  public Optional<Problem> refusal() {
    boolean vector = !request.vector().isEmpty() || given.contains("vector");
    boolean media = given.contains("media");
    if ((vector || media) && request.hybrid().isEmpty()) {
      return Optional.of(
          new Problem(
              ErrorCode.MISSING_SEARCH_HYBRID,
              "Invalid request: missing `hybrid` parameter when `vector` or `media` are present."));
    }
    if (vector && media) {
      return Optional.of(
          new Problem(
              ErrorCode.INVALID_SEARCH_MEDIA_AND_VECTOR,
              "Invalid request: both `media` and `vector` parameters are present."));
    }
    if (media) {
      return Optional.of(notEnabled("passing `media` in a search query", "multimodal", 846));
    }
    if (given.contains("personalize")) {
      return Optional.of(personalizeNotEnabled());
    }
    return given.contains("useNetwork") ? Optional.of(networkNotEnabled()) : Optional.empty();
  }

  static Problem personalizeNotEnabled() {
    return notEnabled("reranking search results", "personalization", 866);
  }

  static Problem networkNotEnabled() {
    return notEnabled("passing `useNetwork` in a search query", "network", 805);
  }

  private static Problem notEnabled(String what, String feature, int discussion) {
    return new Problem(
        ErrorCode.FEATURE_NOT_ENABLED,
        what
            + " requires enabling the `"
            + feature
            + "` experimental feature. See https://github.com/orgs/meilisearch/discussions/"
            + discussion);
  }
}
