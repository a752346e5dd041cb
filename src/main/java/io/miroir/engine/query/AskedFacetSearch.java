package io.miroir.engine.query;

import java.util.Optional;

/**
 * @param facetQuery as given, for the echo
 * @param search the restricting search, for its refusals
 */
public record AskedFacetSearch(
    FacetSearchRequest request, Optional<String> facetQuery, AskedSearch search) {}
