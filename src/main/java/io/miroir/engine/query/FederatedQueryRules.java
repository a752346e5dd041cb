package io.miroir.engine.query;

import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.AskedMultiSearch.Options;
import io.miroir.engine.query.AskedMultiSearch.Query;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a query of a multi-search may not say, with and without federation. */
final class FederatedQueryRules {
  private static final List<String> PAGINATION = List.of("limit", "offset", "page", "hitsPerPage");
  private static final String DISCUSSION =
      " requires enabling the `network` experimental feature. See"
          + " https://github.com/orgs/meilisearch/discussions/805";

  private FederatedQueryRules() {}

  static Optional<Problem> plainRefusal(Query query) {
    return query.options().isEmpty()
        ? Optional.empty()
        : problem(
            ErrorCode.INVALID_MULTI_SEARCH_FEDERATION_OPTIONS,
            "Using `federationOptions` is not allowed in a non-federated search.\n"
                + " - Hint: remove `federationOptions` from the query or add `federation` to the"
                + " request.");
  }

  static Optional<Problem> refusal(Query query, Federation federation, boolean network) {
    Optional<Problem> remote =
        query
            .options()
            .flatMap(
                network ? FederatedQueryRules::unknownRemote : FederatedQueryRules::networkRefusal);
    if (remote.isPresent()) {
      return remote;
    }
    for (String name : PAGINATION) {
      if (query.search().given().contains(name)) {
        return problem(
            ErrorCode.INVALID_MULTI_SEARCH_QUERY_PAGINATION,
            "Using pagination options is not allowed in federated queries.\n"
                + removal(name)
                + "\n - Hint: pass `federation.limit` and `federation.offset` for pagination in"
                + " federated search");
      }
    }
    return contentRefusal(query, federation);
  }

  private static Optional<Problem> contentRefusal(Query query, Federation federation) {
    AskedSearch search = query.search();
    if (search.given().contains("facets")) {
      String facets =
          search.request().facets().stream()
              .map(io.miroir.json.JsonText::quote)
              .collect(Collectors.joining(", ", "[", "]"));
      return problem(
          ErrorCode.INVALID_MULTI_SEARCH_QUERY_FACETS,
          "Using facet options is not allowed in federated queries.\n"
              + removal("facets")
              + "\n - Hint: pass `federation.facetsByIndex."
              + query.uid()
              + ": "
              + facets
              + "` for facets in federated search");
    }
    if (search.given().contains("personalize")) {
      return problem(
          ErrorCode.INVALID_MULTI_SEARCH_QUERY_PERSONALIZATION,
          "Using `.personalize` is not allowed in federated queries.\n"
              + removal("personalize")
              + "\n - Hint: pass `federation.personalize` for personalization in federated search");
    }
    if (search.given().contains("showPerformanceDetails")) {
      return problem(
          ErrorCode.INVALID_MULTI_SEARCH_QUERY_SHOW_PERFORMANCE_DETAILS,
          "Using `.showPerformanceDetails` is not allowed in federated queries.\n"
              + removal("showPerformanceDetails"));
    }
    if (search.given().contains("distinct") && federation.distinct().isPresent()) {
      return problem(
          ErrorCode.INVALID_MULTI_SEARCH_DISTINCT,
          "Using `distinct` options is not allowed in federated queries when it also appears in"
              + " `.federation.distinct`.\n"
              + removal("distinct")
              + "\n  - Note: `distinct` at the query level is discouraged in federated search.");
    }
    return Optional.empty();
  }

  /** This cluster is one server to its clients and knows no other. */
  private static Optional<Problem> unknownRemote(Options options) {
    return options
        .remote()
        .flatMap(
            remote ->
                problem(
                    ErrorCode.INVALID_MULTI_SEARCH_REMOTE,
                    "Invalid `.federation_options.remote`: remote `"
                        + remote
                        + "` is not registered"));
  }

  private static Optional<Problem> networkRefusal(Options options) {
    if (options.remote().isPresent()) {
      return problem(
          ErrorCode.FEATURE_NOT_ENABLED, "Performing a remote federated search" + DISCUSSION);
    }
    return options.position().isPresent()
        ? problem(
            ErrorCode.FEATURE_NOT_ENABLED, "Using `federationOptions.queryPosition`" + DISCUSSION)
        : Optional.empty();
  }

  private static String removal(String name) {
    return " - Hint: remove `" + name + "` from the query or remove `federation` from the request";
  }

  private static Optional<Problem> problem(ErrorCode code, String message) {
    return Optional.of(new Problem(code, message));
  }
}
