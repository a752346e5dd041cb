package io.miroir.engine;

import io.miroir.engine.facet.FacetSearch;
import io.miroir.engine.filter.Filters;
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
import io.miroir.engine.rank.Searcher;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexStore;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.store.ShardReader;
import io.miroir.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.roaringbitmap.RoaringBitmap;

/** One index: the store, and on top of its views ranking, filters, facets and formatting. */
final class LocalIndex implements EngineIndex {
  private static final long SEARCH_CUTOFF_MS = 1500;

  private final IndexStore store;
  private final ShardReader shards;
  private final Searcher searcher;

  /** For the routes that show a refused filter as it was sent. */
  private final Searcher asSent;

  LocalIndex(IndexStore store, Searcher searcher) {
    this.store = store;
    this.searcher = searcher;
    this.asSent = searcher.refusing(Filters.asSent(ErrorCode.INVALID_SEARCH_FILTER));
    this.shards = new ShardReader(store);
  }

  @Override
  public IndexDefinition definition() {
    return store.definition();
  }

  @Override
  public List<WriteCounts> write(List<ShardWrite> writes) throws IOException {
    return store.write(writes);
  }

  @Override
  public void refresh() throws IOException {
    store.refresh();
  }

  @Override
  public void define(IndexDefinition definition) throws IOException {
    store.define(definition);
  }

  private Instant deadline() {
    long millis = definition().settings().searchCutoffMs().orElse(SEARCH_CUTOFF_MS);
    return Instant.now().plusMillis(millis);
  }

  /** Answers with a view; what the disk did comes out as it went in. */
  private <T> T with(int[] shards, UnaryOperator<Settings> adapt, Function<IndexView, T> answer)
      throws IOException {
    try (IndexView view = store.view(shards, adapt)) {
      return answer.apply(view);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private <T> T with(int[] shards, Function<IndexView, T> answer) throws IOException {
    return with(shards, UnaryOperator.identity(), answer);
  }

  @Override
  public SearchAnswer search(SearchRequest request, int[] shards) throws IOException {
    return with(shards, view -> searcher.search(view, request, deadline()));
  }

  @Override
  public SearchAnswer hits(SearchRequest request, int[] shards, List<String> keys)
      throws IOException {
    return with(shards, view -> searcher.hits(view, request, keys, deadline()));
  }

  @Override
  public FederatedAnswer federated(FederatedRequest request, int[] shards) throws IOException {
    return with(shards, view -> searcher.federated(view, request, deadline()));
  }

  @Override
  public PartAnswer part(SearchRequest request, int[] shards, PartFacts told) throws IOException {
    return with(shards, view -> searcher.part(view, request, told, deadline()));
  }

  @Override
  public List<RankedHit> show(
      SearchRequest request, int[] shards, List<String> keys, PartFacts told, List<Integer> asked)
      throws IOException {
    return with(shards, view -> searcher.show(view, request, keys, told, asked));
  }

  @Override
  public FacetSearchAnswer facetSearch(FacetSearchRequest request, int[] shards)
      throws IOException {
    return facetSearch(
        request, shards, (view, search) -> asSent.candidates(view, search, deadline()));
  }

  @Override
  public FacetSearchAnswer facetSearch(FacetSearchRequest request, int[] shards, PartFacts told)
      throws IOException {
    return facetSearch(
        request, shards, (view, search) -> asSent.candidates(view, search, told, deadline()));
  }

  private FacetSearchAnswer facetSearch(
      FacetSearchRequest request,
      int[] shards,
      BiFunction<IndexView, SearchRequest, RoaringBitmap> candidates)
      throws IOException {
    return with(
        shards,
        view -> {
          FacetSearch.check(request.facetName(), view.settings());
          SearchRequest search = request.search();
          return new FacetSearch(view, request.facetName(), search.locales())
              .search(request.facetQuery(), candidates.apply(view, search));
        });
  }

  @Override
  public SearchAnswer similar(SimilarRequest request, int[] shards) throws IOException {
    return with(shards, view -> asSent.similar(view, request, deadline()));
  }

  @Override
  public DocumentsAnswer documents(DocumentsRequest request, int[] shards) throws IOException {
    return with(shards, DocumentLister::settings, view -> DocumentLister.list(view, request));
  }

  @Override
  public Optional<StoredDocument> document(String key, int shard) throws IOException {
    return store.document(shard, key);
  }

  @Override
  public List<String> keys(String filter, int shard) throws IOException {
    return with(new int[] {shard}, view -> DocumentLister.keys(view, filter));
  }

  @Override
  public IndexStats stats(int[] shards) throws IOException {
    return this.shards.stats(shards);
  }

  @Override
  public long sequence(int shard) {
    return store.sequence(shard);
  }

  @Override
  public Fingerprint fingerprint(int shard) throws IOException {
    return shards.fingerprint(shard);
  }

  @Override
  public List<StoredDocument> page(int shard, Optional<String> afterKey, int limit)
      throws IOException {
    return shards.page(shard, afterKey, limit);
  }

  @Override
  public Changes changes(int shard, long afterSequence, int limit) throws IOException {
    return shards.changes(shard, afterSequence, limit);
  }

  @Override
  public void deleteShard(int shard) throws IOException {
    store.deleteShard(shard);
  }

  @Override
  public Compaction compact() throws IOException {
    return store.compact();
  }

  @Override
  public OptionalInt uncommitted() {
    return OptionalInt.of(store.uncommitted());
  }

  void maintain() {
    store.maintain();
  }

  void close() throws IOException {
    store.close();
  }

  void drop() throws IOException {
    store.drop();
  }
}
