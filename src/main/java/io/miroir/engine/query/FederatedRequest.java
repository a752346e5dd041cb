package io.miroir.engine.query;

import java.util.List;

/**
 * Several searches of one index that share one answer's totals and facets.
 *
 * @param facets counted once over what any of the searches matches, and {@code keys}
 * @param keys documents counted besides, whether a search matches them or not
 */
public record FederatedRequest(
    List<SearchRequest> queries, List<String> facets, List<String> keys) {}
