package io.miroir.operations.saga;

import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which nodes have been gone for too long. In memory: after a change of coordinator a node gets the
 * whole time again. Not thread-safe.
 */
final class LostNodes {
  private final Duration patience;
  private final Map<NodeId, Instant> failedSince = new HashMap<>();

  LostNodes(Duration patience) {
    this.patience = patience;
  }

  Set<NodeId> look(RoutingTable table, Instant now) {
    Set<NodeId> failed =
        table.nodes().values().stream()
            .filter(node -> node.state() == NodeEntry.State.FAILED)
            .map(NodeEntry::id)
            .collect(Collectors.toSet());
    failedSince.keySet().retainAll(failed);
    failed.forEach(node -> failedSince.putIfAbsent(node, now));
    return failed.stream()
        .filter(node -> !failedSince.get(node).plus(patience).isAfter(now))
        .collect(Collectors.toUnmodifiableSet());
  }
}
