package io.miroir.topology;

import io.miroir.model.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What callers observed of each node, in memory: the share of failed calls as an exponentially
 * weighted moving average, and when it answered last. Not thread-safe.
 */
final class HealthFigures {
  /** Of each new observation; a node that fails always is above one half after 14 calls. */
  private static final double WEIGHT = 0.05;

  record Figure(double errorRate, Optional<Instant> lastSeen) {
    static final Figure NONE = new Figure(0, Optional.empty());
  }

  private final Map<NodeId, Figure> figures = new HashMap<>();

  void observed(NodeId node, boolean ok, Instant now) {
    Figure before = of(node);
    double rate = before.errorRate() * (1 - WEIGHT) + (ok ? 0 : WEIGHT);
    figures.put(node, new Figure(rate, ok ? Optional.of(now) : before.lastSeen()));
  }

  void seen(NodeId node, Instant now) {
    figures.put(node, new Figure(of(node).errorRate(), Optional.of(now)));
  }

  Figure of(NodeId node) {
    return figures.getOrDefault(node, Figure.NONE);
  }
}
