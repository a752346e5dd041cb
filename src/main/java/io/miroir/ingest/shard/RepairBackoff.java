package io.miroir.ingest.shard;

import io.miroir.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When a replica may be repaired again after it failed. */
final class RepairBackoff {
  private static final int DOUBLINGS_MAX = 6;

  private record Failures(int count, Instant until) {}

  private static final Failures NONE = new Failures(0, Instant.MIN);

  private final Duration pause;
  private final Map<NodeId, Failures> failures = new HashMap<>();

  RepairBackoff(Duration pause) {
    this.pause = pause;
  }

  boolean over(NodeId node, Instant now) {
    return !now.isBefore(failures.getOrDefault(node, NONE).until());
  }

  int failures(NodeId node) {
    return failures.getOrDefault(node, NONE).count();
  }

  /**
   * @param answered false: the node is not there yet, so nothing was done in vain, and it is asked
   *     again soon
   */
  void failed(NodeId node, boolean answered, Instant now) {
    int count = answered ? failures(node) + 1 : failures(node);
    Duration wait = answered ? pause.multipliedBy(1L << Math.min(count - 1, DOUBLINGS_MAX)) : pause;
    failures.put(node, new Failures(count, now.plus(wait)));
  }

  void succeeded(NodeId node) {
    failures.remove(node);
  }
}
