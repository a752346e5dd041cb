package io.miroir.ingest.shard;

import io.miroir.model.NodeId;
import io.miroir.routing.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which replicas have told their sequence number in this epoch, and who is being asked. Pure. */
final class ShardOpening {
  private static final Duration REPAIR_PATIENCE = Duration.ofSeconds(30);

  private final Map<NodeId, Long> sequences = new HashMap<>();
  private final Set<NodeId> asked = new HashSet<>();
  private Optional<Instant> wantedSince = Optional.empty();
  private Optional<Instant> repairSince = Optional.empty();

  /** Replicas to ask now: in sync, not answered, not being asked. */
  List<NodeId> toAsk(List<Replica> replicas) {
    List<NodeId> nodes = new ArrayList<>();
    for (Replica replica : replicas) {
      boolean needed = replica.inSync() && !sequences.containsKey(replica.node());
      if (needed && asked.add(replica.node())) {
        nodes.add(replica.node());
      }
    }
    return nodes;
  }

  void answered(NodeId node, long sequence) {
    sequences.put(node, sequence);
  }

  /** Did not answer; is asked again at the next occasion. */
  void silent(NodeId node) {
    asked.remove(node);
  }

  /** Somebody waits for the shard. */
  void wanted(Instant now) {
    if (wantedSince.isEmpty()) {
      wantedSince = Optional.of(now);
    }
  }

  /** A replica waits to be repaired. */
  void wantedForRepair(Instant now) {
    if (repairSince.isEmpty()) {
      repairSince = Optional.of(now);
    }
  }

  /**
   * Whether a repair has waited so long that the shard is to be opened without those in-sync
   * replicas that do not answer. Longer than a write waits: when all members start, marking one
   * stale that is only late makes work.
   */
  boolean repairOverdue(Instant now) {
    return repairSince.filter(since -> since.plus(REPAIR_PATIENCE).isBefore(now)).isPresent();
  }

  boolean impatient(Instant now, Duration patience) {
    return wantedSince.filter(since -> since.plus(patience).isBefore(now)).isPresent();
  }

  /** Whether all in-sync replicas have answered, and there is one. */
  boolean complete(List<Replica> replicas) {
    List<Replica> inSync = replicas.stream().filter(Replica::inSync).toList();
    return !inSync.isEmpty()
        && inSync.stream().allMatch(replica -> sequences.containsKey(replica.node()));
  }

  Map<NodeId, Long> sequences() {
    return Map.copyOf(sequences);
  }
}
