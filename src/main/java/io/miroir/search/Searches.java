package io.miroir.search;

import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.FederatedAnswer.Refusal;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Everything that reads documents, from one copy of every shard. Stages fail with {@link
 * io.miroir.model.ProblemException}: index_not_found, what the engine refuses (messages already
 * with the "Index `uid`: " prefix where Meilisearch has it), miroir_unavailable when a needed shard
 * has no reachable in-sync replica and the policy is to refuse, too_many_search_requests.
 */
public interface Searches {

  /**
   * A merged answer.
   *
   * @param hits of the asked page only
   * @param total estimatedTotalHits or totalHits
   * @param facets merged, ordered and cut as shown
   * @param semanticHits -1 when no vectors were searched
   * @param degraded the {@code X-Miroir-Degraded} value: which shards are missing
   * @param explanation how it came about, where that is known
   */
  record Merged(
      List<RankedHit> hits,
      long total,
      List<FacetCounts> facets,
      int semanticHits,
      Optional<String> degraded,
      Optional<Explanation> explanation) {

    public Merged(
        List<RankedHit> hits,
        long total,
        List<FacetCounts> facets,
        int semanticHits,
        Optional<String> degraded) {
      this(hits, total, facets, semanticHits, degraded, Optional.empty());
    }
  }

  record Page(List<byte[]> documents, long total, Optional<String> degraded) {}

  /** What a federated search asks of one index. */
  record IndexQueries(IndexEntry index, FederatedRequest request) {}

  /**
   * What one index answers to a federated search.
   *
   * @param queries their hits from the first one on, in the order of the request
   * @param candidates documents that any of the queries matches
   * @param facets of each set of shards, neither merged nor cut
   * @param refusal present: the first query that can't be answered, and nothing else
   */
  record IndexAnswers(
      List<Merged> queries,
      long candidates,
      List<List<FacetCounts>> facets,
      Optional<Refusal> refusal,
      Optional<String> degraded) {}

  /** Queries of several indexes with one request per node; answers are in order. */
  CompletionStage<List<IndexAnswers>> together(List<IndexQueries> asked);

  CompletionStage<Merged> search(IndexUid uid, SearchRequest request);

  CompletionStage<List<FacetCounts.Value>> facetSearch(IndexUid uid, FacetSearchRequest request);

  /**
   * Documents near another one.
   *
   * @param id the other document's key; not_found_similar_id when there is none
   * @param search carries offset, limit, filter, threshold, attributesToRetrieve and the show flags
   */
  CompletionStage<Merged> similar(IndexUid uid, String id, String embedder, SearchRequest search);

  CompletionStage<Page> documents(IndexUid uid, DocumentsRequest request);

  CompletionStage<Optional<StoredDocument>> document(IndexUid uid, String key);

  CompletionStage<IndexStats> stats(IndexUid uid);
}
