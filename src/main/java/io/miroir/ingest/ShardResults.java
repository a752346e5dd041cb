package io.miroir.ingest;

import io.miroir.engine.WriteCounts;
import io.miroir.ingest.shard.ShardReply;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What all shards of one write said. Pure. */
record ShardResults(Map<Integer, ShardReply> byShard) {

  /** Two replies of one shard, in the order of the slices: a refusal hides what was written. */
  static ShardReply both(ShardReply first, ShardReply second) {
    return first instanceof ShardReply.Written a && second instanceof ShardReply.Written b
        ? new ShardReply.Written(a.counts().plus(b.counts()), b.missing())
        : second;
  }

  WriteCounts counts() {
    return byShard.values().stream()
        .map(reply -> reply instanceof ShardReply.Written w ? w.counts() : WriteCounts.NONE)
        .reduce(WriteCounts.NONE, WriteCounts::plus);
  }

  /** What a node refused, the client's fault. */
  Optional<Problem> refused() {
    return byShard.values().stream()
        .filter(ShardReply.Refused.class::isInstance)
        .map(reply -> ((ShardReply.Refused) reply).problem())
        .findFirst();
  }

  /** Why the write as a whole is not acknowledged; says which shards took it. */
  Optional<Problem> failure() {
    Map<Integer, String> reasons = new TreeMap<>();
    boolean quorum = true;
    for (Map.Entry<Integer, ShardReply> entry : byShard.entrySet()) {
      switch (entry.getValue()) {
        case ShardReply.NoQuorum reply -> {
          quorum = false;
          reasons.put(entry.getKey(), reply.reason());
        }
        case ShardReply.Busy reply -> reasons.put(entry.getKey(), reply.reason());
        case ShardReply.Unknown reply -> reasons.put(entry.getKey(), reply.reason());
        case ShardReply.Written reply -> {}
        case ShardReply.Refused reply -> {}
      }
    }
    if (reasons.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> took =
        byShard.keySet().stream().filter(shard -> !reasons.containsKey(shard)).toList();
    return Optional.of(
        new Problem(
            quorum ? ErrorCode.MIROIR_UNAVAILABLE : ErrorCode.MIROIR_NO_QUORUM,
            "The write was not acknowledged by the shards "
                + reasons.keySet()
                + " ("
                + reasons.values().iterator().next()
                + "); the shards "
                + took
                + " took it. Send it again."));
  }

  /** The {@code X-Miroir-Degraded} value: groups with too few copies, and of which shards. */
  Optional<String> degraded() {
    Map<String, TreeSet<Integer>> shards = new TreeMap<>();
    byShard.forEach(
        (shard, reply) -> {
          if (reply instanceof ShardReply.Written written) {
            for (ShardReply.Copies copies : written.missing()) {
              String key =
                  "group=" + copies.group() + " copies=" + copies.inSync() + "/" + copies.wanted();
              shards.computeIfAbsent(key, k -> new TreeSet<>()).add(shard);
            }
          }
        });
    return shards.isEmpty()
        ? Optional.empty()
        : Optional.of(
            shards.entrySet().stream()
                .map(
                    entry ->
                        entry.getKey()
                            + " shards="
                            + entry.getValue().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining("; ")));
  }
}
