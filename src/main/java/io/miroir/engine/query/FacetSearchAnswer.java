package io.miroir.engine.query;

import java.util.List;

/**
 * The facet values found on one shard set, each with its count, in the order this shard set alone
 * would show.
 */
public record FacetSearchAnswer(List<FacetCounts.Value> values) {}
