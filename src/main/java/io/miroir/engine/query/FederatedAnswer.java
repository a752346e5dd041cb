package io.miroir.engine.query;

import io.miroir.model.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What one shard set answers to several searches of one index.
 *
 * @param answers one per query, in their order, without facets
 * @param candidates documents that any of the queries matches, each counted once
 * @param facets over the same documents, ordered by field name
 * @param refusal when present there is no answer: the first query that can't be answered
 */
public record FederatedAnswer(
    List<SearchAnswer> answers,
    long candidates,
    List<FacetCounts> facets,
    Optional<Refusal> refusal) {

  /** Why the query at this place can't be answered. */
  public record Refusal(int query, Problem problem) {}

  public static FederatedAnswer refused(int query, Problem problem) {
    return new FederatedAnswer(List.of(), 0, List.of(), Optional.of(new Refusal(query, problem)));
  }
}
