package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.routing.IndexEntry;
import io.miroir.search.Scatter.Gathered;
import io.miroir.search.Searches.Merged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads ranked hits: searches, in one phase or two, and similar documents. */
final class HitReader {
  private final Reader reader;

  HitReader(Reader reader) {
    this.reader = reader;
  }

  CompletionStage<Merged> search(IndexEntry index, SearchRequest request) {
    int[] shards = KeyNarrowing.shards(index, request.filter());
    CoveringSet plan = reader.gatherer().plan(index, shards);
    Instant deadline = reader.deadline();
    Window window = Window.of(request, index.settings().maxTotalHits());
    long spared = (long) window.end() * plan.parts().size() - window.limit();
    if (spared < reader.config().secondPhaseSaved()) {
      return whole(index, request, shards, plan, deadline);
    }
    return inTwoPhases(
            index,
            request,
            new Scatter<>(
                index, shards, deadline, (node, scope) -> node.search(scope, keysOnly(request))),
            plan)
        .thenCompose(
            merged ->
                merged.isPresent()
                    ? CompletableFuture.completedFuture(merged.get())
                    : whole(
                        index, request, shards, reader.gatherer().plan(index, shards), deadline));
  }

  private CompletionStage<Merged> whole(
      IndexEntry index, SearchRequest request, int[] shards, CoveringSet plan, Instant deadline) {
    Scatter<SearchAnswer> scatter =
        new Scatter<>(index, shards, deadline, (node, scope) -> node.search(scope, request));
    return reader.gather(scatter, plan).thenApply(gathered -> merge(index, request, gathered));
  }

  CompletionStage<Merged> similar(IndexEntry index, SimilarRequest request) {
    return reader
        .gather(
            index,
            KeyNarrowing.shards(index, request.search().filter()),
            (node, scope) -> node.similar(scope, request))
        .thenApply(gathered -> merge(index, request.search(), gathered));
  }

  private static Merged merge(
      IndexEntry index, SearchRequest request, Gathered<SearchAnswer> gathered) {
    long start = System.nanoTime();
    SearchMerger.Merge merge = SearchMerger.merge(gathered.answers(), request, index.settings());
    SearchMetrics.merged(System.nanoTime() - start);
    return new Merged(
        merge.page(),
        merge.total(),
        merge.facets(),
        merge.semanticHits(),
        Reader.degraded(gathered));
  }

  /** What ranks without what is shown: hits of a few bytes. */
  private static SearchRequest keysOnly(SearchRequest r) {
    return new SearchRequest(
        r.q(),
        r.offset(),
        r.limit(),
        r.page(),
        r.hitsPerPage(),
        Optional.of(List.of()),
        List.of(),
        r.cropLength(),
        r.cropMarker(),
        List.of(),
        r.highlightPreTag(),
        r.highlightPostTag(),
        false,
        r.filter(),
        r.sort(),
        r.distinct(),
        r.facets(),
        r.matchingStrategy(),
        r.attributesToSearchOn(),
        r.rankingScoreThreshold(),
        r.locales(),
        r.hybrid(),
        r.vector(),
        false,
        r.showRankingScore(),
        r.showRankingScoreDetails(),
        r.showPerformanceDetails());
  }

  /** Absent when a node was lost between the phases; then everything is asked anew. */
  private CompletionStage<Optional<Merged>> inTwoPhases(
      IndexEntry index, SearchRequest request, Scatter<SearchAnswer> first, CoveringSet plan) {
    return reader
        .gather(first, plan)
        .thenCompose(
            gathered -> {
              Merged keys = merge(index, request, gathered);
              return contents(request, first, gathered, keys.hits())
                  .handle(
                      (shown, failure) ->
                          failure == null
                              ? Optional.of(
                                  new Merged(
                                      shown,
                                      keys.total(),
                                      keys.facets(),
                                      keys.semanticHits(),
                                      keys.degraded()))
                              : Optional.<Merged>empty());
            });
  }

  private CompletionStage<List<RankedHit>> contents(
      SearchRequest request,
      Scatter<SearchAnswer> first,
      Gathered<SearchAnswer> gathered,
      List<RankedHit> page) {
    Map<String, CoveringSet.Part> origins = new HashMap<>();
    for (Scatter.Part<SearchAnswer> part : gathered.parts()) {
      part.answer().hits().forEach(hit -> origins.put(hit.key(), part.from()));
    }
    Map<CoveringSet.Part, List<String>> wanted = new LinkedHashMap<>();
    for (RankedHit hit : page) {
      wanted.computeIfAbsent(origins.get(hit.key()), key -> new ArrayList<>()).add(hit.key());
    }
    CompletionStage<Map<String, RankedHit>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (Map.Entry<CoveringSet.Part, List<String>> entry : wanted.entrySet()) {
      Scatter<SearchAnswer> second =
          new Scatter<>(
              first.index(),
              entry.getKey().shards(),
              first.deadline(),
              (node, scope) -> node.hits(scope, request, entry.getValue()));
      all =
          all.thenCombine(
              reader.gatherer().ask(second, entry.getKey()),
              (shown, answer) -> {
                answer.hits().forEach(hit -> shown.put(hit.key(), hit));
                return shown;
              });
    }
    return all.thenApply(
        shown ->
            page.stream()
                .map(hit -> with(hit, shown.get(hit.key())))
                .filter(Objects::nonNull)
                .toList());
  }

  /** A document deleted between the phases is gone. */
  private static RankedHit with(RankedHit ranked, RankedHit shown) {
    if (shown == null) {
      return null;
    }
    return new RankedHit(
        ranked.key(),
        ranked.ordinal(),
        ranked.scores(),
        ranked.distinctValues(),
        shown.document(),
        shown.formatted(),
        shown.matchesPosition());
  }
}
