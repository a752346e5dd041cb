package io.miroir.engine;

import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One index of an {@link Engine}: all the shards of it that this node holds, in one place. Methods
 * block, may be called from several threads, and throw {@link io.miroir.model.ProblemException} for
 * what the client did wrong (messages without the "Index `uid`: " prefix) and {@link IOException}
 * for what the disk did.
 *
 * <p>{@code shards} names the shards to answer for, ascending; the answer holds their documents
 * only, whatever else is stored here.
 */
public interface EngineIndex {

  IndexDefinition definition();

  /**
   * Applies operations in order; durable on disk when it returns, searchable after {@link
   * #refresh}. Not atomic over several shards. An operation whose sequence number is not above the
   * shard's last one has been applied before and is skipped, so a repeated write is harmless. A
   * shard may occur several times; the answer has one entry for each of {@code writes}, in order.
   */
  List<WriteCounts> write(List<ShardWrite> writes) throws IOException;

  /** Makes everything written before the call visible to reads that start after it. */
  void refresh() throws IOException;

  /**
   * Takes over a definition with a newer settings version: re-indexes what must be, serving the old
   * view meanwhile, and switches at once. Returns when the new view is served. An older or equal
   * version does nothing.
   */
  void define(IndexDefinition definition) throws IOException;

  SearchAnswer search(SearchRequest request, int[] shards) throws IOException;

  /**
   * The hits of these keys as {@link #search} would have shown them: the second phase of a deep
   * page.
   */
  SearchAnswer hits(SearchRequest request, int[] shards, List<String> keys) throws IOException;

  /** Several searches over one and the same view; a refusal is an answer here. */
  FederatedAnswer federated(FederatedRequest request, int[] shards) throws IOException;

  /**
   * {@link #search} for a coordinator that merges several parts of the index: ranked with what is
   * known of the other parts, and telling what it took for granted.
   */
  default PartAnswer part(SearchRequest request, int[] shards, PartFacts told) throws IOException {
    return PartAnswer.plain(search(request, shards));
  }

  /**
   * The hits of these keys as {@link #part} would have shown them.
   *
   * @param asked numbers of the terms whose typos some part looked at
   */
  default List<RankedHit> show(
      SearchRequest request, int[] shards, List<String> keys, PartFacts told, List<Integer> asked)
      throws IOException {
    return hits(request, shards, keys).hits();
  }

  FacetSearchAnswer facetSearch(FacetSearchRequest request, int[] shards) throws IOException;

  /** {@link #facetSearch} with what is known of the other parts of the index. */
  default FacetSearchAnswer facetSearch(FacetSearchRequest request, int[] shards, PartFacts told)
      throws IOException {
    return facetSearch(request, shards);
  }

  SearchAnswer similar(SimilarRequest request, int[] shards) throws IOException;

  DocumentsAnswer documents(DocumentsRequest request, int[] shards) throws IOException;

  /**
   * The newest acknowledged version of a document, refreshed or not; with its vectors when asked.
   */
  Optional<StoredDocument> document(String key, int shard) throws IOException;

  /**
   * Keys of a shard's documents that match a filter (JSON text), ascending by ordinal: deletions by
   * filter.
   */
  List<String> keys(String filter, int shard) throws IOException;

  IndexStats stats(int[] shards) throws IOException;

  /** The highest sequence number applied to a shard, 0 for none. */
  long sequence(int shard);

  Fingerprint fingerprint(int shard) throws IOException;

  /**
   * Documents of a shard in key order, strictly after {@code afterKey}, at most {@code limit} and
   * about 512 KiB: a stable walk while the shard changes. The walk is over when nothing comes.
   */
  List<StoredDocument> page(int shard, Optional<String> afterKey, int limit) throws IOException;

  /**
   * What changed in a shard after a sequence number, ascending by sequence, at most {@code limit}
   * changes and about 512 KiB of documents: the newest state of each changed key only. Deletions
   * are remembered as tombstones for a while; where they no longer reach back to {@code
   * afterSequence} the answer says so and a full comparison is needed.
   */
  Changes changes(int shard, long afterSequence, int limit) throws IOException;

  /**
   * Removes every trace of a shard, its sequence number too; the cost is that of the shard alone.
   */
  void deleteShard(int shard) throws IOException;

  /**
   * Merges all segments into one, so that nothing of deleted and replaced documents is left on
   * disk; reads and writes go on meanwhile. Needs as much free disk as the index takes.
   */
  Compaction compact() throws IOException;

  /**
   * For tests and operators: how many documents wait in memory for the next commit; absent when
   * unknown.
   */
  OptionalInt uncommitted();
}
