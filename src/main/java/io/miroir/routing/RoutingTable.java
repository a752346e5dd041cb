package io.miroir.routing;

import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import java.util.Map;
import java.util.Optional;

/**
 * Immutable, versioned snapshot of topology, catalog and allocation; every member holds one and
 * reads it without asking.
 *
 * @param topologyVersion and catalogVersion grow separately, since each has one owner
 * @param uids what each index uid stands for now
 */
public record RoutingTable(
    long topologyVersion,
    long catalogVersion,
    Map<NodeId, NodeEntry> nodes,
    Map<IndexUid, IndexId> uids,
    Map<IndexId, IndexEntry> indexes) {

  public static final RoutingTable EMPTY = new RoutingTable(0, 0, Map.of(), Map.of(), Map.of());

  public Optional<IndexEntry> index(IndexUid uid) {
    return Optional.ofNullable(uids.get(uid)).map(indexes::get);
  }

  public Optional<IndexEntry> index(IndexId id) {
    return Optional.ofNullable(indexes.get(id));
  }
}
