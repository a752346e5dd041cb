package io.miroir.search;

import io.miroir.catalog.Catalog;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.search.Scatter.Gathered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What all kinds of reads share: the index, the deadline, the policy for missing shards. */
final class Reader {
  private final SearchConfig config;
  private final RoutingTables tables;
  private final Catalog catalog;
  private final Gatherer gatherer;

  Reader(SearchConfig config, RoutingTables tables, Catalog catalog, Gatherer gatherer) {
    this.config = config;
    this.tables = tables;
    this.catalog = catalog;
    this.gatherer = gatherer;
  }

  Gatherer gatherer() {
    return gatherer;
  }

  SearchConfig config() {
    return config;
  }

  Instant deadline() {
    return Instant.now().plus(config.deadline());
  }

  /** The index of this member's table; the catalog itself is asked before one is said missing. */
  <T> CompletionStage<T> withIndex(IndexUid uid, Function<IndexEntry, CompletionStage<T>> read) {
    Optional<IndexEntry> known = tables.current().index(uid);
    if (known.isPresent()) {
      return read.apply(known.get());
    }
    return catalog
        .find(uid)
        .thenCompose(
            found ->
                found.isPresent()
                    ? read.apply(found.get())
                    : CompletableFuture.<T>failedFuture(
                        ProblemException.of(
                            ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.")));
  }

  <A> CompletionStage<Gathered<A>> gather(IndexEntry index, int[] shards, Scatter.Call<A> call) {
    return gatherer
        .gather(new Scatter<>(index, shards, deadline(), call))
        .thenApply(gathered -> permitted(index, gathered));
  }

  <A> CompletionStage<Gathered<A>> gather(Scatter<A> scatter, CoveringSet plan) {
    return gatherer
        .gather(scatter, plan)
        .thenApply(gathered -> permitted(scatter.index(), gathered));
  }

  /** An answer of no shard at all is none, whatever the policy. */
  <A> Gathered<A> permitted(IndexEntry index, Gathered<A> gathered) {
    if (gathered.missing().length == 0) {
      return gathered;
    }
    SearchMetrics.degraded();
    if (config.partial() == SearchConfig.Partial.REFUSE || gathered.parts().isEmpty()) {
      throw unavailable(index, gathered.missing());
    }
    return gathered;
  }

  static ProblemException unavailable(IndexEntry index, int[] missing) {
    return ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE,
        "Index `"
            + index.uid()
            + "`: no in-sync copy of shards "
            + list(missing)
            + " answered in time.");
  }

  /** What {@code X-Miroir-Degraded} says of an answer. */
  static Optional<String> degraded(Gathered<?> gathered) {
    List<String> reasons = new ArrayList<>(2);
    if (gathered.missing().length > 0) {
      reasons.add("shards=" + list(gathered.missing()));
    }
    if (!gathered.confirmed()) {
      reasons.add("routing-table=unconfirmed");
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static String list(int[] shards) {
    return Arrays.stream(shards).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
