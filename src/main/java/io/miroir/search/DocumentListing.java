package io.miroir.search;

import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.model.ShardId;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.ShardHash;
import io.miroir.search.Scatter.Gathered;
import io.miroir.search.Searches.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Lists documents in the order of one node: sort values, then ordinals. */
final class DocumentListing {
  private final Reader reader;

  DocumentListing(Reader reader) {
    this.reader = reader;
  }

  CompletionStage<Page> list(IndexEntry index, DocumentsRequest request) {
    int[] shards = shards(index, request);
    CoveringSet plan = reader.gatherer().plan(index, shards);
    long end = Math.min((long) request.offset() + request.limit(), Integer.MAX_VALUE);
    long spared = end * plan.parts().size() - request.limit();
    boolean deep = spared >= reader.config().secondPhaseSaved() && request.offset() > 0;
    DocumentsRequest first = fromStart(request, (int) end, deep);
    Scatter<DocumentsAnswer> scatter =
        new Scatter<>(
            index,
            shards,
            reader.deadline(),
            (node, scope) ->
                request.ids().isPresent()
                    ? searchable(node, scope).thenCompose(ok -> node.documents(scope, first))
                    : node.documents(scope, first));
    return reader
        .gather(scatter, plan)
        .thenCompose(
            gathered -> {
              List<RankedHit> page = page(gathered, request, (int) end);
              CompletionStage<List<RankedHit>> shown =
                  deep && !page.isEmpty()
                      ? contents(index, request, page)
                      : CompletableFuture.completedFuture(page);
              return shown.thenApply(
                  hits ->
                      new Page(
                          hits.stream().map(RankedHit::document).toList(),
                          gathered.answers().stream().mapToLong(DocumentsAnswer::total).sum(),
                          Reader.degraded(gathered)));
            });
  }

  /** Who asks for keys finds them from the acknowledgement on, not only when the task is done. */
  private static CompletionStage<Void> searchable(SearchNode node, ReadScope scope) {
    Set<ShardId> shards =
        Arrays.stream(scope.shards())
            .mapToObj(shard -> new ShardId(scope.index(), shard))
            .collect(Collectors.toSet());
    return node.searchable(shards, scope.deadline());
  }

  /** Only the shards of the keys asked for. */
  private static int[] shards(IndexEntry index, DocumentsRequest request) {
    if (request.ids().isEmpty() || request.ids().get().isEmpty()) {
      return KeyNarrowing.shards(index, request.filter());
    }
    return request.ids().get().stream()
        .mapToInt(key -> ShardHash.shardOf(key, index.shards()))
        .distinct()
        .sorted()
        .toArray();
  }

  /** Each shard set lists from its first document on; a deep page at first without contents. */
  private static DocumentsRequest fromStart(DocumentsRequest request, int end, boolean keysOnly) {
    return new DocumentsRequest(
        0,
        end,
        keysOnly ? Optional.of(List.of()) : request.fields(),
        !keysOnly && request.retrieveVectors(),
        request.ids(),
        request.filter(),
        request.sort());
  }

  private static List<RankedHit> page(
      Gathered<DocumentsAnswer> gathered, DocumentsRequest request, int end) {
    List<List<RankedHit>> lists =
        gathered.answers().stream().map(DocumentsAnswer::documents).toList();
    if (lists.size() > 1) {
      lists = GeoAnchors.align(lists);
    }
    List<RankedHit> hits = HitMerger.merge(lists, HitOrder.INSTANCE, end).hits();
    return hits.subList(Math.min(request.offset(), hits.size()), hits.size());
  }

  private CompletionStage<List<RankedHit>> contents(
      IndexEntry index, DocumentsRequest request, List<RankedHit> page) {
    List<String> keys = page.stream().map(RankedHit::key).toList();
    DocumentsRequest ofPage =
        new DocumentsRequest(
            0,
            keys.size(),
            request.fields(),
            request.retrieveVectors(),
            Optional.of(keys),
            Optional.empty(),
            List.of());
    return reader
        .gather(index, shards(index, ofPage), (node, scope) -> node.documents(scope, ofPage))
        .thenApply(
            gathered -> {
              Map<String, RankedHit> shown = new HashMap<>();
              gathered.answers().forEach(a -> a.documents().forEach(d -> shown.put(d.key(), d)));
              List<RankedHit> hits = new ArrayList<>();
              page.stream()
                  .map(hit -> shown.get(hit.key()))
                  .filter(Objects::nonNull)
                  .forEach(hits::add);
              return hits;
            });
  }
}
