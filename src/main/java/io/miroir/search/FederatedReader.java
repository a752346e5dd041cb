package io.miroir.search;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedAnswer.Refusal;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.routing.IndexEntry;
import io.miroir.search.Scatter.Gathered;
import io.miroir.search.Searches.IndexAnswers;
import io.miroir.search.Searches.IndexQueries;
import io.miroir.search.Searches.Merged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Reads the hits of several queries of several indexes with one request per node. */
final class FederatedReader {
  private final Reader reader;

  FederatedReader(Reader reader) {
    this.reader = reader;
  }

  /** An answer for each of {@code asked}, in order; what the client did wrong is in them. */
  CompletionStage<List<IndexAnswers>> read(List<IndexQueries> asked) {
    Instant deadline = reader.deadline();
    List<int[]> shards = asked.stream().map(FederatedReader::shards).toList();
    List<CoveringSet> plans = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      plans.add(reader.gatherer().plan(asked.get(i).index(), shards.get(i)));
    }
    FederatedCalls calls = new FederatedCalls(plans, deadline);
    CompletionStage<List<IndexAnswers>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (int i = 0; i < asked.size(); i++) {
      IndexQueries own = asked.get(i);
      CompletionStage<IndexAnswers> answers =
          reader
              .gather(
                  new Scatter<>(own.index(), shards.get(i), deadline, calls.call(own.request())),
                  plans.get(i))
              .thenApply(gathered -> merged(own, gathered));
      all =
          all.thenCombine(
              answers,
              (list, answer) -> {
                list.add(answer);
                return list;
              });
    }
    return all;
  }

  /** The shards that any of the queries needs. */
  private static int[] shards(IndexQueries asked) {
    IndexEntry index = asked.index();
    if (!asked.request().keys().isEmpty() || asked.request().queries().isEmpty()) {
      return KeyNarrowing.all(index);
    }
    return asked.request().queries().stream()
        .map(query -> KeyNarrowing.shards(index, query.filter()))
        .flatMapToInt(Arrays::stream)
        .distinct()
        .sorted()
        .toArray();
  }

  private static IndexAnswers merged(IndexQueries asked, Gathered<FederatedAnswer> gathered) {
    Optional<String> degraded = Reader.degraded(gathered);
    List<FederatedAnswer> parts = gathered.answers();
    Optional<Refusal> refusal =
        parts.stream()
            .flatMap(part -> part.refusal().stream())
            .min(Comparator.comparingInt(Refusal::query))
            .map(found -> named(asked.index(), found));
    if (refusal.isPresent()) {
      return new IndexAnswers(List.of(), 0, List.of(), refusal, degraded);
    }
    FederatedRequest request = asked.request();
    List<Merged> queries =
        IntStream.range(0, request.queries().size())
            .mapToObj(query -> merged(asked.index(), request.queries().get(query), query, parts))
            .toList();
    long found = parts.stream().mapToLong(FederatedAnswer::candidates).sum();
    // Duplicates of a distinct value between shards: what one query met counts once for all.
    long dropped =
        IntStream.range(0, queries.size())
            .mapToLong(query -> candidates(parts, query) - queries.get(query).total())
            .max()
            .orElse(0);
    List<List<FacetCounts>> facets = parts.stream().map(FederatedAnswer::facets).toList();
    return new IndexAnswers(queries, found - dropped, facets, Optional.empty(), degraded);
  }

  private static Refusal named(IndexEntry index, Refusal refusal) {
    return new Refusal(refusal.query(), ClusterSearches.prefixed(index.uid(), refusal.problem()));
  }

  private static Merged merged(
      IndexEntry index, SearchRequest request, int query, List<FederatedAnswer> parts) {
    List<SearchAnswer> answers = parts.stream().map(part -> part.answers().get(query)).toList();
    SearchMerger.Merge merge = SearchMerger.merge(answers, request, index.settings());
    return new Merged(
        merge.page(), merge.total(), List.of(), merge.semanticHits(), Optional.empty());
  }

  private static long candidates(List<FederatedAnswer> parts, int query) {
    return parts.stream().mapToLong(part -> part.answers().get(query).candidates()).sum();
  }
}
