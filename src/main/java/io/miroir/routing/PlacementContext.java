package io.miroir.routing;

import io.miroir.model.ShardId;
import java.util.List;
import java.util.Set;

/**
 * What the rules of a placement may look at.
 *
 * @param zones of all nodes of the group that may take a replica; without the empty name
 * @param chosen nodes that got a replica of this shard before, best first
 */
record PlacementContext(
    ShardId shard, int replicationFactor, Set<String> zones, List<NodeEntry> chosen) {

  long copiesIn(String zone) {
    return chosen.stream().filter(node -> node.zone().equals(zone)).count();
  }

  /** Copies a zone holds at most when all zones hold about equally many. */
  int zoneCopiesMax() {
    return zones.isEmpty()
        ? replicationFactor
        : (replicationFactor + zones.size() - 1) / zones.size();
  }
}
