package io.miroir.search;

import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.IndexUid;
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
   */
  record Merged(
      List<RankedHit> hits,
      long total,
      List<FacetCounts> facets,
      int semanticHits,
      Optional<String> degraded) {}

  record Page(List<byte[]> documents, long total, Optional<String> degraded) {}

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
