package io.miroir.search;

import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.rank.PartFacts;
import io.miroir.routing.IndexEntry;
import io.miroir.search.Scatter.Gathered;
import io.miroir.search.Searches.Merged;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads ranked hits: searches and similar documents. A node that has all shards asked ranks as one
 * index by itself; several are merged by {@link ExactSearch}.
 */
final class HitReader {
  private final Reader reader;
  private final LearntWords learnt = new LearntWords();

  HitReader(Reader reader) {
    this.reader = reader;
  }

  CompletionStage<Merged> search(IndexEntry index, SearchRequest request) {
    int[] shards = KeyNarrowing.shards(index, request.filter());
    CoveringSet plan = reader.gatherer().plan(index, shards);
    Instant deadline = reader.deadline();
    return plan.parts().size() <= 1
        ? alone(index, request, shards, plan, deadline)
        : together(index, request, shards, plan, deadline);
  }

  private CompletionStage<Merged> alone(
      IndexEntry index, SearchRequest request, int[] shards, CoveringSet plan, Instant deadline) {
    Scatter<SearchAnswer> scatter =
        new Scatter<>(index, shards, deadline, (node, scope) -> node.search(scope, request));
    return reader
        .gather(scatter, plan)
        .thenCompose(
            gathered ->
                gathered.parts().size() > 1
                    ? together(
                        index, request, shards, reader.gatherer().plan(index, shards), deadline)
                    : CompletableFuture.completedFuture(merge(index, request, gathered, plan)));
  }

  /** In two phases where that spares much: keys and scores, then the page's documents. */
  private CompletionStage<Merged> together(
      IndexEntry index, SearchRequest request, int[] shards, CoveringSet plan, Instant deadline) {
    Window window = Window.of(request, index.settings().maxTotalHits());
    long spared = (long) window.end() * plan.parts().size() - window.limit();
    boolean keysFirst = spared >= reader.config().secondPhaseSaved();
    return new ExactSearch(reader, learnt, index, request, keysFirst, plan, deadline)
        .run()
        .thenCompose(
            merged ->
                merged.isPresent()
                    ? CompletableFuture.completedFuture(merged.get())
                    : anew(index, request, shards, deadline));
  }

  private CompletionStage<Merged> anew(
      IndexEntry index, SearchRequest request, int[] shards, Instant deadline) {
    CoveringSet plan = reader.gatherer().plan(index, shards);
    return new ExactSearch(reader, learnt, index, request, false, plan, deadline)
        .run()
        .thenApply(merged -> merged.orElseThrow(() -> Reader.unavailable(index, plan.uncovered())));
  }

  /**
   * What several nodes have to know of each other's words to find the same candidates for a facet
   * search as one index would.
   */
  CompletionStage<PartFacts> words(IndexEntry index, SearchRequest request, CoveringSet plan) {
    boolean needed =
        plan.parts().size() > 1 && request.hybrid().isEmpty() && !request.q().orElse("").isBlank();
    return needed
        ? new ExactSearch(
                reader, learnt, index, KeysOnly.universe(request), true, plan, reader.deadline())
            .facts()
        : CompletableFuture.completedFuture(PartFacts.NONE);
  }

  CompletionStage<Merged> similar(IndexEntry index, SimilarRequest request) {
    int[] shards = KeyNarrowing.shards(index, request.search().filter());
    CoveringSet plan = reader.gatherer().plan(index, shards);
    Scatter<SearchAnswer> scatter =
        new Scatter<>(
            index, shards, reader.deadline(), (node, scope) -> node.similar(scope, request));
    return reader
        .gather(scatter, plan)
        .thenApply(gathered -> merge(index, request.search(), gathered, plan));
  }

  private static Merged merge(
      IndexEntry index, SearchRequest request, Gathered<SearchAnswer> gathered, CoveringSet plan) {
    long start = System.nanoTime();
    SearchMerger.Merge merge = SearchMerger.merge(gathered.answers(), request, index.settings());
    SearchMetrics.merged(System.nanoTime() - start);
    return new Merged(
        merge.page(),
        merge.total(),
        merge.facets(),
        merge.semanticHits(),
        Reader.degraded(gathered),
        Optional.of(Explanation.ofOneRound(plan, gathered)));
  }
}
