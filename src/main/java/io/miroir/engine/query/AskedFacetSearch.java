package io.miroir.engine.query;

import java.util.Optional;

/**
 * @param facetQuery as given, for the echo
 * @param search the restricting search, for its refusals
 */
public record AskedFacetSearch(
    FacetSearchRequest request, Optional<String> facetQuery, AskedSearch search) {

  /** The same, but only of what fulfils a filter, given as JSON text. */
  public AskedFacetSearch within(Optional<String> filter) {
    AskedSearch narrower = search.within(filter);
    return new AskedFacetSearch(
        new FacetSearchRequest(
            request.facetName(),
            request.facetQuery(),
            narrower.request(),
            request.exhaustiveFacetCount()),
        facetQuery,
        narrower);
  }
}
