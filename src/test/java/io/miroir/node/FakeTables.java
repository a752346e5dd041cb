package io.miroir.node;

import io.miroir.engine.settings.Settings;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Routing tables that a test sets by hand; every change reaches all listeners at once. */
public final class FakeTables implements RoutingTables {
  private record Waiter(Predicate<RoutingTable> condition, CompletableFuture<RoutingTable> table) {}

  private RoutingTable table = RoutingTable.EMPTY;
  private final List<Consumer<RoutingTable>> listeners = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();

  @Override
  public synchronized RoutingTable current() {
    return table;
  }

  @Override
  public synchronized CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
    if (condition.test(table)) {
      return CompletableFuture.completedFuture(table);
    }
    Waiter waiter = new Waiter(condition, new CompletableFuture<>());
    waiters.add(waiter);
    return waiter.table();
  }

  @Override
  public synchronized void subscribe(Consumer<RoutingTable> listener) {
    listeners.add(listener);
    listener.accept(table);
  }

  public void set(RoutingTable next) {
    List<Waiter> ready;
    List<Consumer<RoutingTable>> told;
    synchronized (this) {
      table = next;
      ready = waiters.stream().filter(waiter -> waiter.condition().test(next)).toList();
      waiters.removeAll(ready);
      told = List.copyOf(listeners);
    }
    told.forEach(listener -> listener.accept(next));
    ready.forEach(waiter -> waiter.table().complete(next));
  }

  public synchronized void change(UnaryOperator<RoutingTable> change) {
    RoutingTable old = table;
    RoutingTable changed = change.apply(old);
    set(
        new RoutingTable(
            old.topologyVersion() + 1,
            old.catalogVersion() + 1,
            changed.nodes(),
            changed.uids(),
            changed.indexes(),
            changed.features()));
  }

  public void addNode(NodeId id) {
    change(
        old -> {
          Map<NodeId, NodeEntry> nodes = new HashMap<>(old.nodes());
          nodes.put(
              id,
              new NodeEntry(
                  id,
                  NodeEntry.Kind.EMBEDDED,
                  GroupId.DEFAULT,
                  "",
                  NodeEntry.State.ACTIVE,
                  Optional.empty(),
                  Optional.empty()));
          return new RoutingTable(0, 0, nodes, old.uids(), old.indexes(), old.features());
        });
  }

  public void putIndex(IndexEntry entry) {
    change(
        old -> {
          Map<IndexUid, IndexId> uids = new HashMap<>(old.uids());
          Map<IndexId, IndexEntry> indexes = new HashMap<>(old.indexes());
          uids.put(entry.uid(), entry.id());
          indexes.put(entry.id(), entry);
          return new RoutingTable(0, 0, old.nodes(), uids, indexes, old.features());
        });
  }

  public void removeIndex(IndexId id) {
    change(
        old -> {
          Map<IndexUid, IndexId> uids = new HashMap<>(old.uids());
          Map<IndexId, IndexEntry> indexes = new HashMap<>(old.indexes());
          uids.values().removeIf(id::equals);
          indexes.remove(id);
          return new RoutingTable(0, 0, old.nodes(), uids, indexes, old.features());
        });
  }

  /** An index whose every shard is in sync on each of these nodes, all in one group. */
  public static IndexEntry index(String uid, int shards, Optional<String> key, NodeId... nodes) {
    List<Replica> replicas = new ArrayList<>();
    for (NodeId node : nodes) {
      replicas.add(new Replica(node, GroupId.DEFAULT, Replica.State.IN_SYNC));
    }
    return new IndexEntry(
        new IndexId("i" + uid),
        new IndexUid(uid),
        shards,
        nodes.length,
        key,
        1,
        1,
        Settings.DEFAULT,
        Instant.EPOCH,
        Instant.EPOCH,
        Collections.nCopies(shards, List.copyOf(replicas)));
  }
}
