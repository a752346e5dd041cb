package io.miroir.engine.query;

import java.util.Optional;

/**
 * A facet search: which values of one facet match a text.
 *
 * @param search the restricting search (q, filter, matchingStrategy, attributesToSearchOn,
 *     threshold, hybrid…)
 */
public record FacetSearchRequest(
    String facetName,
    Optional<String> facetQuery,
    SearchRequest search,
    boolean exhaustiveFacetCount) {}
