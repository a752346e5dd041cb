package io.miroir.node.embedded;

import io.miroir.engine.IndexDefinition;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What must be done so that a node has the indexes that a routing table wants there. Pure. */
final class NodeUpkeep {
  private NodeUpkeep() {}

  sealed interface Step {
    IndexId index();
  }

  /** Creates the index or brings it to this definition. */
  record Define(IndexId index, IndexDefinition definition) implements Step {}

  record Drop(IndexId index) implements Step {}

  /**
   * @param versions settings version of each index that is here
   * @param births catalog version at which each index came here
   */
  static List<Step> plan(
      NodeId node, RoutingTable table, Map<IndexId, Long> versions, Map<IndexId, Long> births) {
    List<Step> steps = new ArrayList<>();
    for (IndexEntry entry : table.indexes().values()) {
      Long version = versions.get(entry.id());
      boolean missing = version == null && allocatedTo(node, entry);
      if (missing || (version != null && version < entry.settingsVersion())) {
        steps.add(new Define(entry.id(), HostedIndexes.definition(entry)));
      }
    }
    for (IndexId here : versions.keySet()) {
      // A table older than the index cannot tell that it was deleted, an empty one least of all.
      boolean deleted = !table.indexes().containsKey(here);
      if (deleted && table.catalogVersion() > births.getOrDefault(here, Long.MAX_VALUE)) {
        steps.add(new Drop(here));
      }
    }
    return steps;
  }

  private static boolean allocatedTo(NodeId node, IndexEntry entry) {
    return entry.allocation().stream()
        .anyMatch(replicas -> replicas.stream().anyMatch(replica -> replica.node().equals(node)));
  }
}
