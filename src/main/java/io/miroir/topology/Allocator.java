package io.miroir.topology;

import io.miroir.model.IndexId;
import io.miroir.model.ShardId;
import io.miroir.routing.Allocation;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Placement;
import io.miroir.routing.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the indexes the catalog has with the allocations the topology has, and says what is to
 * be placed and what to be dropped. Level-triggered: whatever was missed before is found again.
 */
final class Allocator {
  /** Keeps one event well below a database row's and a frame's comfortable size. */
  private static final int SHARDS_PER_EVENT_MAX = 2000;

  /** Of an index, what placement needs. */
  record Shape(int shards, int replicationFactor) {}

  /** The catalog as this member's routing table has it. */
  record CatalogView(long version, Map<IndexId, Shape> indexes) {
    static final CatalogView UNKNOWN = new CatalogView(0, Map.of());
  }

  private Allocator() {}

  static List<TopologyEvent> reconcile(TopologyState state, CatalogView catalog) {
    List<TopologyEvent> events = new ArrayList<>();
    List<IndexId> gone =
        state.allocations().values().stream()
            .filter(a -> a.catalogVersion() < catalog.version())
            .map(Allocation::index)
            .filter(index -> !catalog.indexes().containsKey(index))
            .toList();
    if (!gone.isEmpty()) {
      events.add(new TopologyEvent.Dropped(gone));
    }
    allocate(state, catalog, events);
    return events;
  }

  private static void allocate(
      TopologyState state, CatalogView catalog, List<TopologyEvent> events) {
    List<Allocation> batch = new ArrayList<>();
    int shards = 0;
    for (Map.Entry<IndexId, Shape> index : catalog.indexes().entrySet()) {
      Optional<Allocation> placed = missing(state, catalog, index.getKey(), index.getValue());
      if (placed.isPresent()) {
        batch.add(placed.get());
        shards += index.getValue().shards();
      }
      if (shards >= SHARDS_PER_EVENT_MAX) {
        events.add(new TopologyEvent.Allocated(List.copyOf(batch)));
        batch.clear();
        shards = 0;
      }
    }
    if (!batch.isEmpty()) {
      events.add(new TopologyEvent.Allocated(List.copyOf(batch)));
    }
  }

  /**
   * The allocation of an index with every empty shard placed; empty when there is nothing to do or
   * no node to do it with. A shard that has replicas is left alone: adding one is moving data.
   */
  private static Optional<Allocation> missing(
      TopologyState state, CatalogView catalog, IndexId index, Shape shape) {
    List<List<Replica>> before = state.allocation(index).map(Allocation::shards).orElse(List.of());
    Collection<NodeEntry> nodes = state.nodes().values();
    List<List<Replica>> after = new ArrayList<>(shape.shards());
    boolean changed = false;
    for (int number = 0; number < shape.shards(); number++) {
      List<Replica> replicas = number < before.size() ? before.get(number) : List.of();
      if (replicas.isEmpty()) {
        replicas = Placement.place(new ShardId(index, number), shape.replicationFactor(), nodes);
        changed |= !replicas.isEmpty();
      }
      after.add(replicas);
    }
    return changed
        ? Optional.of(new Allocation(index, catalog.version(), after))
        : Optional.empty();
  }
}
