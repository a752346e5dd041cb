package io.miroir.routing;

import io.miroir.engine.settings.Settings;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Combines what the two owners published into one table. Pure; an index the topology has not placed
 * yet is there without replicas, an allocation whose index is not in the catalog is left out.
 */
public final class RoutingTableBuilder {
  private final Function<String, Settings> settingsReader;

  /**
   * @param settingsReader reads the stored JSON form of settings
   */
  public RoutingTableBuilder(Function<String, Settings> settingsReader) {
    this.settingsReader = settingsReader;
  }

  /**
   * @param before the table this one follows; settings that did not change are taken from it
   *     instead of being parsed again
   */
  public RoutingTable combine(TopologyPart topology, CatalogPart catalog, RoutingTable before) {
    Map<NodeId, NodeEntry> nodes = new HashMap<>();
    topology.nodes().forEach(node -> nodes.put(node.id(), node));
    Map<IndexId, List<List<Replica>>> allocations = new HashMap<>();
    topology.allocations().forEach(a -> allocations.put(a.index(), a.shards()));
    Map<IndexUid, IndexId> uids = new HashMap<>();
    Map<IndexId, IndexEntry> indexes = new HashMap<>();
    for (IndexRecord index : catalog.indexes()) {
      uids.put(index.uid(), index.id());
      List<List<Replica>> shards = allocations.getOrDefault(index.id(), List.of());
      indexes.put(index.id(), entry(index, shards, before));
    }
    return new RoutingTable(
        topology.version(),
        catalog.version(),
        Map.copyOf(nodes),
        Map.copyOf(uids),
        Map.copyOf(indexes),
        catalog.features(),
        catalog.keys().equals(before.keys()) ? before.keys() : catalog.keys());
  }

  /** One index as members see it, with the settings parsed. */
  public IndexEntry entry(IndexRecord index, List<List<Replica>> shards, RoutingTable before) {
    Settings settings =
        before
            .index(index.id())
            .filter(entry -> entry.settingsVersion() == index.settingsVersion())
            .map(IndexEntry::settings)
            .orElseGet(() -> settingsReader.apply(index.settings()));
    return new IndexEntry(
        index.id(),
        index.uid(),
        index.shards(),
        index.replicationFactor(),
        index.primaryKey(),
        index.settingsVersion(),
        index.settingsFloor(),
        settings,
        index.createdAt(),
        index.updatedAt(),
        shards);
  }
}
