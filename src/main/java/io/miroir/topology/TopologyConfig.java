package io.miroir.topology;

import java.time.Duration;

/**
 * @param replicaGroups over how many groups nodes without a group of their own are spread, at least
 *     1
 * @param failAfter how long a node's member may be gone before the node counts as failed
 */
public record TopologyConfig(int replicaGroups, Duration failAfter) {
  public static final TopologyConfig DEFAULT = new TopologyConfig(1, Duration.ofSeconds(4));

  public TopologyConfig {
    if (replicaGroups < 1 || replicaGroups > 64) {
      throw new IllegalArgumentException(
          "expected replica-groups within 1 and 64, found " + replicaGroups);
    }
  }
}
