package io.miroir.topology;

import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notices embedded nodes whose member is gone for a while, and those that are back. After it
 * starts, a member that has not come yet gets the same while. Not thread-safe.
 */
final class NodeWatch {
  private static final double BROKEN_ERROR_RATE = 0.5;

  private final Duration failAfter;
  private final Clock clock;
  private final Map<NodeId, Instant> goneSince = new HashMap<>();

  NodeWatch(Duration failAfter, Clock clock) {
    this.failAfter = failAfter;
    this.clock = clock;
  }

  List<TopologyEvent> judge(TopologyState state, Set<String> serving) {
    List<TopologyEvent> events = new ArrayList<>();
    for (NodeEntry node : state.nodes().values()) {
      if (node.member().isEmpty()) {
        continue;
      }
      boolean present = serving.contains(node.member().get());
      if (present) {
        goneSince.remove(node.id());
      } else {
        goneSince.putIfAbsent(node.id(), clock.instant());
      }
      if (present && node.state() == NodeEntry.State.FAILED) {
        events.add(
            new TopologyEvent.NodeStateChanged(
                node.id(), NodeEntry.State.ACTIVE, "its member is back"));
      } else if (!present && node.state() == NodeEntry.State.ACTIVE && overdue(node.id())) {
        events.add(
            new TopologyEvent.NodeStateChanged(
                node.id(), NodeEntry.State.FAILED, "its member is gone"));
      }
    }
    return events;
  }

  private boolean overdue(NodeId node) {
    return clock.instant().isAfter(goneSince.get(node).plus(failAfter));
  }

  /** An embedded node lives with its member; any other by whether its callers get answers. */
  static boolean reachable(NodeEntry node, Set<String> serving, HealthFigures.Figure figure) {
    return node.member()
        .map(serving::contains)
        .orElseGet(() -> figure.errorRate() < BROKEN_ERROR_RATE);
  }
}
