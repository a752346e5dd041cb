package io.miroir.ingest;

import akka.Done;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.FakeTables;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Catalog and topology in one, working on {@link FakeTables}; new indexes have 4 shards. */
public final class FakeOwners {
  private final FakeTables tables;
  private final NodeId[] nodes;

  public FakeOwners(FakeTables tables, NodeId... nodes) {
    this.tables = tables;
    this.nodes = nodes;
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  public CompletionStage<Optional<IndexEntry>> find(IndexUid uid) {
    return done(tables.current().index(uid));
  }

  public synchronized CompletionStage<IndexEntry> ensure(IndexUid uid) {
    if (tables.current().index(uid).isEmpty()) {
      tables.putIndex(FakeTables.index(uid.value(), 4, Optional.empty(), nodes));
    }
    return done(tables.current().index(uid).orElseThrow());
  }

  public synchronized CompletionStage<String> fixPrimaryKey(IndexId index, String key) {
    IndexEntry old = tables.current().index(index).orElseThrow();
    if (old.primaryKey().isEmpty()) {
      tables.putIndex(with(old, Optional.of(key), old.allocation()));
    }
    return done(old.primaryKey().orElse(key));
  }

  public void touch(IndexId index) {}

  public synchronized CompletionStage<Boolean> markStale(
      ShardId shard, NodeId node, int epoch, String reason) {
    IndexEntry old = tables.current().index(shard.index()).orElseThrow();
    boolean last =
        old.replicas(shard.number()).stream()
            .noneMatch(replica -> replica.inSync() && !replica.node().equals(node));
    if (!last) {
      change(old, shard.number(), node, r -> new Replica(node, r.group(), Replica.State.STALE));
    }
    return done(!last);
  }

  public CompletionStage<Done> confirmed(long topologyVersion, long catalogVersion) {
    return done(Done.getInstance());
  }

  private void change(IndexEntry old, int shard, NodeId node, UnaryOperator<Replica> change) {
    List<List<Replica>> allocation = new ArrayList<>(old.allocation());
    allocation.set(
        shard,
        old.replicas(shard).stream()
            .map(replica -> replica.node().equals(node) ? change.apply(replica) : replica)
            .toList());
    tables.putIndex(with(old, old.primaryKey(), allocation));
  }

  private static IndexEntry with(
      IndexEntry old, Optional<String> key, List<List<Replica>> allocation) {
    return new IndexEntry(
        old.id(),
        old.uid(),
        old.shards(),
        old.replicationFactor(),
        key,
        old.settingsVersion(),
        old.settingsFloor(),
        old.settings(),
        old.createdAt(),
        old.updatedAt(),
        allocation);
  }
}
