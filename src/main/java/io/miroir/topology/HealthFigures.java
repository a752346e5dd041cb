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

  /** So many calls of one class in a row count as one run of the average. */
  void observed(NodeId node, long answered, long failed, Instant now) {
    long calls = answered + failed;
    if (calls <= 0) {
      return;
    }
    Figure before = of(node);
    double old = Math.pow(1 - WEIGHT, calls);
    double rate = before.errorRate() * old + (1 - old) * failed / calls;
    figures.put(node, new Figure(rate, answered > 0 ? Optional.of(now) : before.lastSeen()));
  }

  Figure of(NodeId node) {
    return figures.getOrDefault(node, Figure.NONE);
  }
}
