package io.miroir.node.embedded;

import io.miroir.engine.Compaction;
import io.miroir.engine.Engine;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.model.IndexId;
import io.miroir.node.NodeUnavailableException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The indexes of one node. An index that a call names but the engine has not got is made from the
 * routing table, after waiting a little for a table that knows it: a writer may have a newer table
 * than this member.
 */
final class HostedIndexes {
  private final NodeHome home;
  private final Engine engine;
  private final RoutingTables tables;
  private final EngineExecutors executors;
  private final NodeLimits limits;
  private final WriteBudget budget;
  private final InstantSource clock;
  private final Map<IndexId, HostedIndex> hosted = new ConcurrentHashMap<>();

  HostedIndexes(
      NodeHome home,
      Engine engine,
      RoutingTables tables,
      EngineExecutors executors,
      NodeLimits limits,
      InstantSource clock) {
    this.home = home;
    this.engine = engine;
    this.tables = tables;
    this.executors = executors;
    this.limits = limits;
    this.budget = new WriteBudget(limits.queuedWriteBytesMax());
    this.clock = clock;
  }

  Engine engine() {
    return engine;
  }

  long queuedBytes() {
    return budget.used();
  }

  Map<IndexId, HostedIndex> all() {
    return Map.copyOf(hosted);
  }

  /** The index, there already or being opened. */
  HostedIndex index(IndexId id) {
    HostedIndex known = hosted.get(id);
    return known != null ? known : hosted.computeIfAbsent(id, this::host);
  }

  private HostedIndex host(IndexId id) {
    CompletableFuture<EngineIndex> opening = new CompletableFuture<>();
    CompletableFuture<RefreshLane> refreshing =
        opening.thenApply(
            index -> new RefreshLane(home.id(), index, executors.refresh(), limits.refreshAfter()));
    WriteLane writes =
        new WriteLane(
            home.id(),
            opening,
            executors.write(),
            limits,
            budget,
            clock,
            () -> refreshing.join().dirty());
    HostedIndex index = new HostedIndex(opening, refreshing, writes);
    // A failed opening is forgotten before anyone learns of it, so that the next call tries again.
    open(id)
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                opening.complete(found);
              } else {
                executors.maintenance().execute(() -> forget(id, index, opening, failure));
              }
            });
    return index;
  }

  private void forget(
      IndexId id, HostedIndex index, CompletableFuture<EngineIndex> opening, Throwable failure) {
    hosted.remove(id, index);
    opening.completeExceptionally(unavailable("does not have index " + id + ": " + failure));
  }

  private CompletionStage<EngineIndex> open(IndexId id) {
    var found = engine.find(id);
    if (found.isPresent()) {
      return CompletableFuture.completedFuture(found.get());
    }
    return tables
        .await(table -> table.index(id).isPresent())
        .toCompletableFuture()
        .orTimeout(limits.openPatience().toMillis(), TimeUnit.MILLISECONDS)
        .thenApplyAsync(table -> create(id, table), executors.maintenance());
  }

  private EngineIndex create(IndexId id, RoutingTable table) {
    try {
      home.born(id.value(), table.catalogVersion());
      return engine.create(id, definition(table.index(id).orElseThrow()));
    } catch (IOException e) {
      throw unavailable("could not make index " + id + ": " + e);
    }
  }

  static IndexDefinition definition(IndexEntry entry) {
    return new IndexDefinition(
        entry.shards(), entry.primaryKey(), entry.settingsVersion(), entry.settings());
  }

  /** Creates the index or brings it to a newer definition; completes when that is served. */
  CompletionStage<Void> define(IndexId id, IndexDefinition definition) {
    CompletableFuture<EngineIndex> index =
        engine
            .find(id)
            .map(CompletableFuture::completedFuture)
            .orElseGet(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> createAs(id, definition), executors.maintenance()));
    return index.thenAcceptAsync(found -> defineNow(found, definition), executors.maintenance());
  }

  private EngineIndex createAs(IndexId id, IndexDefinition definition) {
    try {
      home.born(id.value(), tables.current().catalogVersion());
      return engine.create(id, definition);
    } catch (IOException e) {
      throw unavailable("could not make index " + id + ": " + e);
    }
  }

  private void defineNow(EngineIndex index, IndexDefinition definition) {
    try {
      index.define(definition);
    } catch (IOException e) {
      throw unavailable("could not define an index: " + e);
    }
  }

  /** On the threads of maintenance, since it may take minutes. */
  CompletionStage<Compaction> compact(IndexId id) {
    return index(id).index().thenApplyAsync(this::compactNow, executors.maintenance());
  }

  private Compaction compactNow(EngineIndex index) {
    try {
      return index.compact();
    } catch (IOException e) {
      throw unavailable("could not compact an index: " + e);
    }
  }

  CompletionStage<Void> drop(IndexId id) {
    return inMaintenance(
        () -> {
          hosted.remove(id);
          engine.drop(id);
          home.died(id.value());
        });
  }

  Map<IndexId, Long> versions() {
    Map<IndexId, Long> versions = new TreeMap<>();
    for (IndexId id : engine.ids()) {
      engine.find(id).ifPresent(index -> versions.put(id, index.definition().settingsVersion()));
    }
    return versions;
  }

  /** The catalog version at which an index came; beyond all others when nobody wrote it down. */
  long birth(IndexId id) throws IOException {
    return home.birth(id.value()).orElse(Long.MAX_VALUE);
  }

  private CompletionStage<Void> inMaintenance(BlockingStep step) {
    return runOn(executors.maintenance(), step);
  }

  private CompletionStage<Void> runOn(Executor executor, BlockingStep step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (IOException e) {
            throw unavailable(e.toString());
          }
        },
        executor);
  }

  private NodeUnavailableException unavailable(String reason) {
    return new NodeUnavailableException(home.id(), reason);
  }

  private interface BlockingStep {
    void run() throws IOException;
  }
}
