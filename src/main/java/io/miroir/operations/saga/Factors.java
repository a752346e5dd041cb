package io.miroir.operations.saga;

import io.miroir.model.IndexId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import java.util.HashMap;
import java.util.Map;

/** The routing table as it would be with another replication factor. */
final class Factors {
  private Factors() {}

  static RoutingTable with(RoutingTable table, IndexEntry index, int factor) {
    Map<IndexId, IndexEntry> indexes = new HashMap<>(table.indexes());
    indexes.put(
        index.id(),
        new IndexEntry(
            index.id(),
            index.uid(),
            index.shards(),
            factor,
            index.primaryKey(),
            index.settingsVersion(),
            index.settingsFloor(),
            index.settings(),
            index.createdAt(),
            index.updatedAt(),
            index.allocation()));
    return new RoutingTable(
        table.topologyVersion(),
        table.catalogVersion(),
        table.nodes(),
        table.uids(),
        indexes,
        table.features());
  }
}
