package io.miroir.routing;

import io.miroir.model.Feature;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Immutable, versioned snapshot of topology, catalog and allocation; every member holds one and
 * reads it without asking.
 *
 * @param topologyVersion and catalogVersion grow separately, since each has one owner
 * @param uids what each index uid stands for now
 * @param features names of the experimental features that are on
 * @param keys API keys, newest first; the same list as in the table before unless a key changed
 */
public record RoutingTable(
    long topologyVersion,
    long catalogVersion,
    Map<NodeId, NodeEntry> nodes,
    Map<IndexUid, IndexId> uids,
    Map<IndexId, IndexEntry> indexes,
    Set<String> features,
    List<KeyRecord> keys) {

  public static final RoutingTable EMPTY =
      new RoutingTable(0, 0, Map.of(), Map.of(), Map.of(), Set.of(), List.of());

  /** A table without API keys. */
  public RoutingTable(
      long topologyVersion,
      long catalogVersion,
      Map<NodeId, NodeEntry> nodes,
      Map<IndexUid, IndexId> uids,
      Map<IndexId, IndexEntry> indexes,
      Set<String> features) {
    this(topologyVersion, catalogVersion, nodes, uids, indexes, features, List.of());
  }

  /** Whether an experimental feature is on. */
  public boolean has(Feature feature) {
    return features.contains(feature.json());
  }

  public Optional<IndexEntry> index(IndexUid uid) {
    return Optional.ofNullable(uids.get(uid)).map(indexes::get);
  }

  public Optional<IndexEntry> index(IndexId id) {
    return Optional.ofNullable(indexes.get(id));
  }
}
