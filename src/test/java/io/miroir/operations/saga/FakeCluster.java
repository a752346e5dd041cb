package io.miroir.operations.saga;

import io.miroir.catalog.Catalog;
import io.miroir.engine.settings.Settings;
import io.miroir.ingest.Partial;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Placement;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import io.miroir.topology.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A cluster of one index as its owners tell of it; copies are filled when the test says so. */
public final class FakeCluster {
  static final IndexId INDEX = new IndexId("i");
  static final IndexUid UID = new IndexUid("movies");

  final FixedTables tables = new FixedTables();
  private final Map<NodeId, NodeEntry> nodes = new HashMap<>();
  private final List<List<Replica>> allocation = new ArrayList<>();
  private int factor;
  private long version = 1;
  private boolean indexThere = true;
  Optional<String> refusal = Optional.empty();

  FakeCluster(int shards, int factor, int active) {
    this.factor = factor;
    IntStream.rangeClosed(1, active).forEach(n -> put(id(n), NodeEntry.State.ACTIVE));
    IntStream.range(0, shards)
        .mapToObj(n -> Placement.place(new ShardId(INDEX, n), factor, nodes.values()))
        .forEach(allocation::add);
    publish();
  }

  static NodeId id(int number) {
    return new NodeId("n" + number);
  }

  Hands hands() {
    return new Hands(Partial.of(Topology.class, this), Partial.of(Catalog.class, this));
  }

  synchronized void put(NodeId id, NodeEntry.State state) {
    nodes.put(
        id,
        new NodeEntry(
            id,
            NodeEntry.Kind.EMBEDDED,
            GroupId.DEFAULT,
            "",
            state,
            Optional.empty(),
            Optional.empty()));
    publish();
  }

  synchronized void deleteIndex() {
    indexThere = false;
    publish();
  }

  private void publish() {
    IndexEntry entry =
        new IndexEntry(
            INDEX,
            UID,
            allocation.size(),
            factor,
            Optional.empty(),
            1,
            0,
            Settings.DEFAULT,
            Instant.EPOCH,
            Instant.EPOCH,
            allocation.stream().map(List::copyOf).toList());
    version++;
    tables.set(
        new RoutingTable(
            version,
            version,
            Map.copyOf(nodes),
            indexThere ? Map.of(UID, INDEX) : Map.of(),
            indexThere ? Map.of(INDEX, entry) : Map.of(),
            Set.of()));
  }

  /**
   * Every copy that is not in sync and whose node is there becomes so; false when there is none.
   */
  synchronized boolean fill() {
    boolean any = false;
    for (List<Replica> copies : allocation) {
      for (int i = 0; i < copies.size(); i++) {
        Replica copy = copies.get(i);
        if (!copy.inSync() && nodes.get(copy.node()).state() == NodeEntry.State.ACTIVE) {
          copies.set(i, new Replica(copy.node(), copy.group(), Replica.State.IN_SYNC));
          any = true;
        }
      }
    }
    publish();
    return any;
  }

  synchronized List<List<Replica>> copies() {
    return allocation.stream().map(List::copyOf).toList();
  }

  private <T> CompletionStage<T> answered(T value) {
    publish();
    return CompletableFuture.completedFuture(value);
  }

  private <T> CompletionStage<T> refused(String reason) {
    return CompletableFuture.failedFuture(new IllegalStateException(reason));
  }

  // --- what the hands ask for

  public synchronized CompletionStage<Boolean> addReplica(
      ShardId shard, NodeId node, String reason) {
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    List<Replica> copies = allocation.get(shard.number());
    if (copies.stream().noneMatch(r -> r.node().equals(node))) {
      copies.add(new Replica(node, GroupId.DEFAULT, Replica.State.STALE));
    }
    return answered(true);
  }

  public synchronized CompletionStage<Boolean> removeReplica(
      ShardId shard, NodeId node, Optional<NodeId> successor, String reason) {
    List<Replica> copies = allocation.get(shard.number());
    boolean sound =
        copies.stream().anyMatch(r -> r.inSync() && !r.node().equals(node))
            && successor
                .map(s -> copies.stream().anyMatch(r -> r.inSync() && r.node().equals(s)))
                .orElse(true);
    if (!sound) {
      return refused("no other copy is in sync");
    }
    copies.removeIf(r -> r.node().equals(node));
    return answered(true);
  }

  public synchronized CompletionStage<Boolean> drain(NodeId node, boolean draining, String reason) {
    put(node, draining ? NodeEntry.State.DRAINING : NodeEntry.State.ACTIVE);
    return answered(true);
  }

  public synchronized CompletionStage<NodeEntry> remove(NodeId node) {
    put(node, NodeEntry.State.REMOVED);
    return answered(nodes.get(node));
  }

  public synchronized CompletionStage<Void> setReplicationFactor(IndexId index, int wanted) {
    factor = wanted;
    return answered(null);
  }
}
