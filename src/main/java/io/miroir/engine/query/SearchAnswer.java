package io.miroir.engine.query;

import java.util.List;

/**
 * What one shard set answers to one search.
 *
 * @param hits ranked, from the first one on: up to offset+limit of the request
 * @param candidates how many documents match, as Meilisearch counts (exact when the request is
 *     finite)
 * @param facets ordered by field name; empty when none were asked for
 * @param semanticHits how many hits came from vectors; -1 when the search was not hybrid or
 *     semantic
 * @param degraded the search ran into its deadline
 */
public record SearchAnswer(
    List<RankedHit> hits,
    long candidates,
    List<FacetCounts> facets,
    int semanticHits,
    boolean degraded) {}
