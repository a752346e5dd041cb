package io.miroir.ingest.shard;

import io.miroir.engine.WriteCounts;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.Replica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The write protocol of one shard during one epoch. Pure: told what happened, it answers with what
 * to do. It keeps this promise: a write is acknowledged only when every replica that any reader may
 * use has it durably, for a replica that missed it has been marked stale, confirmed, before:
 * whoever marked it, this owner or one that died before it had the confirmation.
 *
 * <p>Every operation gets the next sequence number. Each replica is sent every write in that order,
 * without waiting for its answers; a replica that fails one is sent nothing more.
 */
final class Replication {
  private static final class Copy {
    private final GroupId group;
    private boolean inSync;
    private long lastSent;

    Copy(GroupId group, boolean inSync, long lastSent) {
      this.group = group;
      this.inSync = inSync;
      this.lastSent = lastSent;
    }
  }

  private static final class Pending {
    private final long token;
    private final long bytes;
    private final Set<NodeId> waiting = new HashSet<>();
    private final Set<NodeId> marking;
    private final Set<NodeId> taken = new HashSet<>();
    private boolean joins;
    private WriteCounts counts = WriteCounts.NONE;

    Pending(long token, long bytes, Set<NodeId> marking) {
      this.token = token;
      this.bytes = bytes;
      this.marking = new HashSet<>(marking);
    }
  }

  private final ShardId shard;
  private final int epoch;
  private final Map<NodeId, Copy> copies = new TreeMap<>();
  private final Set<NodeId> marking = new HashSet<>();

  /** Marked by us, but perhaps still in sync in the table this member has. */
  private final Set<NodeId> marked = new HashSet<>();

  private final Map<Long, Pending> pending = new TreeMap<>();
  private final Set<GroupId> groups = new TreeSet<>();
  private int replicationFactor;

  /** How many tables every member must be known to use before anything is acknowledged. */
  private int unconfirmed;

  private long counter;
  private long bytes;

  private Replication(ShardId shard, int epoch, int replicationFactor) {
    this.shard = shard;
    this.epoch = epoch;
    this.replicationFactor = replicationFactor;
  }

  /** The beginning of an epoch, and what it begins with. */
  record Opening(Replication replication, List<Effect> effects) {}

  /**
   * @param replicas as the routing table has them
   * @param sequences what the replicas that answered have; in-sync ones that did not, and those
   *     behind another in-sync one, are marked stale
   */
  static Opening open(
      ShardId shard,
      int epoch,
      int replicationFactor,
      List<Replica> replicas,
      Map<NodeId, Long> sequences) {
    Replication replication = new Replication(shard, epoch, replicationFactor);
    long newest =
        replicas.stream()
            .filter(Replica::inSync)
            .mapToLong(replica -> sequences.getOrDefault(replica.node(), -1L))
            .max()
            .orElse(-1);
    List<Effect> effects = new ArrayList<>();
    for (Replica replica : replicas) {
      replication.groups.add(replica.group());
      Long sequence = sequences.get(replica.node());
      if (replica.inSync() && sequence != null && sequence == newest) {
        replication.copies.put(replica.node(), new Copy(replica.group(), true, sequence));
      } else {
        replication.marking.add(replica.node());
        effects.add(new Effect.MarkStale(replica.node(), fault(replica, sequence, newest)));
      }
    }
    return new Opening(replication, effects);
  }

  /**
   * A replica that is stale already is marked again, in the name of the new epoch: the owner before
   * may have asked to let it in, and must come too late.
   */
  private static String fault(Replica replica, Long sequence, long newest) {
    if (!replica.inSync()) {
      return "was not in sync when the shard was opened";
    }
    return sequence == null
        ? "did not answer when the shard was opened"
        : "has sequence " + sequence + ", another in-sync replica " + newest;
  }

  /** Whether these in-sync replicas would be enough to accept writes. */
  static boolean quorum(List<Replica> replicas, Set<NodeId> answered, int replicationFactor) {
    Map<GroupId, Integer> counts = new TreeMap<>();
    for (Replica replica : replicas) {
      if (replica.inSync() && answered.contains(replica.node())) {
        counts.merge(replica.group(), 1, Integer::sum);
      }
    }
    return counts.values().stream().anyMatch(count -> count >= needed(replicationFactor));
  }

  private static int needed(int replicationFactor) {
    return (replicationFactor + 1) / 2;
  }

  int epoch() {
    return epoch;
  }

  long sequence() {
    return SequenceNumber.of(epoch, counter);
  }

  long inFlightBytes() {
    return bytes;
  }

  int inFlight() {
    return pending.size();
  }

  boolean idle() {
    return pending.isEmpty() && marking.isEmpty() && unconfirmed == 0;
  }

  /** In-sync replicas that may be read, for resolving filters. */
  List<NodeId> readable() {
    return copies.entrySet().stream()
        .filter(copy -> copy.getValue().inSync)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Gives the operations their sequence numbers and sends them to every replica. */
  List<Effect> write(long token, List<WriteOperation> operations, long size) {
    List<Effect> effects = new ArrayList<>();
    if (!enough(copies.keySet())) {
      effects.add(
          new Effect.RefuseNoQuorum(token, "before the write: " + standing(copies.keySet())));
      return effects;
    }
    List<WriteOperation> numbered = new ArrayList<>(operations.size());
    for (WriteOperation operation : operations) {
      numbered.add(operation.withSequence(SequenceNumber.of(epoch, ++counter)));
    }
    long last = sequence();
    Pending entry = new Pending(token, size, marking);
    pending.put(last, entry);
    bytes += size;
    copies.forEach(
        (node, copy) -> {
          entry.waiting.add(node);
          effects.add(new Effect.Send(node, new NodeWrite(shard, copy.lastSent, numbered), last));
          copy.lastSent = last;
        });
    return effects;
  }

  /** A replica's answer to the write that ended with {@code last}. */
  List<Effect> answered(NodeId node, long last, WriteOutcome outcome) {
    Pending entry = pending.get(last);
    List<Effect> effects = new ArrayList<>();
    if (entry == null || !entry.waiting.contains(node)) {
      return effects;
    }
    switch (outcome) {
      case WriteOutcome.Durable durable -> {
        entry.waiting.remove(node);
        entry.taken.add(node);
        Copy copy = copies.get(node);
        entry.counts = copy != null && copy.inSync ? durable.counts() : entry.counts;
        settle(effects);
      }
      case WriteOutcome.Fenced fenced -> effects.add(new Effect.StepDown(fenced.epoch()));
      case WriteOutcome.Gap gap -> broken(node, "has a gap after " + gap.sequence(), effects);
      case WriteOutcome.Failed failed -> broken(node, failed.reason(), effects);
    }
    return effects;
  }

  private void broken(NodeId node, String reason, List<Effect> effects) {
    copies.remove(node);
    pending.values().stream()
        .filter(entry -> entry.waiting.remove(node))
        .forEach(entry -> entry.marking.add(node));
    if (marking.add(node)) {
      effects.add(new Effect.MarkStale(node, reason));
    }
  }

  /** The answer to {@link Effect.MarkStale}: whether the replica is out of the in-sync set. */
  List<Effect> marked(NodeId node, boolean accepted) {
    List<Effect> effects = new ArrayList<>();
    if (!accepted) {
      effects.add(new Effect.Reopen("marking " + node + " stale was refused"));
      return effects;
    }
    marking.remove(node);
    marked.add(node);
    pending.values().forEach(entry -> entry.marking.remove(node));
    settle(effects);
    return effects;
  }

  /**
   * A replica that equals the in-sync ones takes every write from here on, first of all one that
   * tells how far it has come; it is not in sync until the routing table says so. Nothing may be in
   * flight.
   */
  List<Effect> join(long token, Replica replica) {
    copies.put(replica.node(), new Copy(replica.group(), false, -1));
    long last = SequenceNumber.of(epoch, ++counter);
    Pending entry = new Pending(token, 0, marking);
    entry.joins = true;
    pending.put(last, entry);
    List<Effect> effects = new ArrayList<>();
    copies.forEach(
        (node, copy) -> {
          WriteOperation operation =
              node.equals(replica.node())
                  ? WriteOperation.repaired(last)
                  : WriteOperation.advance(last);
          entry.waiting.add(node);
          effects.add(
              new Effect.Send(node, new NodeWrite(shard, copy.lastSent, List.of(operation)), last));
          copy.lastSent = last;
        });
    return effects;
  }

  /** Whether it takes every write. */
  boolean has(NodeId node) {
    return copies.containsKey(node);
  }

  /** Whether the topology has yet to confirm that a replica is stale. */
  boolean marking(NodeId node) {
    return marking.contains(node);
  }

  /**
   * A newer routing table: replicas that were marked or moved by others go. One that is in sync
   * there and takes no writes here makes the owner begin again: it must not be read.
   */
  List<Effect> allocation(List<Replica> replicas, int factor) {
    replicationFactor = factor;
    Map<NodeId, Replica> now = new TreeMap<>();
    groups.clear();
    for (Replica replica : replicas) {
      now.put(replica.node(), replica);
      groups.add(replica.group());
    }
    marked.removeIf(node -> !now.containsKey(node) || !now.get(node).inSync());
    List<NodeId> left = new ArrayList<>();
    copies.forEach(
        (node, copy) -> {
          Replica replica = now.get(node);
          if (replica == null || replica.state() == Replica.State.STALE) {
            left.add(node);
          } else {
            copy.inSync = replica.inSync();
          }
        });
    List<Effect> effects = new ArrayList<>();
    if (!left.isEmpty()) {
      left.forEach(this::leave);
      awaitConfirmed(effects);
    }
    for (Replica replica : replicas) {
      boolean known =
          copies.containsKey(replica.node())
              || marking.contains(replica.node())
              || marked.contains(replica.node());
      if (!known && replica.inSync()) {
        effects.add(new Effect.Reopen(replica.node() + " is in sync without its owner's doing"));
        return effects;
      }
    }
    settle(effects);
    return effects;
  }

  private void awaitConfirmed(List<Effect> effects) {
    unconfirmed++;
    effects.add(new Effect.AwaitConfirmed());
  }

  /** The answer to {@link Effect.AwaitConfirmed}. */
  List<Effect> confirmed() {
    unconfirmed--;
    List<Effect> effects = new ArrayList<>();
    settle(effects);
    return effects;
  }

  private void leave(NodeId node) {
    copies.remove(node);
    pending.values().forEach(entry -> entry.waiting.remove(node));
  }

  /** Ends every write under way without knowing what became of it. */
  List<Effect> giveUp(String reason) {
    List<Effect> effects = new ArrayList<>();
    pending.values().forEach(entry -> effects.add(new Effect.GiveUp(entry.token, reason)));
    pending.clear();
    bytes = 0;
    return effects;
  }

  private void settle(List<Effect> effects) {
    if (unconfirmed > 0) {
      return;
    }
    for (Iterator<Pending> all = pending.values().iterator(); all.hasNext(); ) {
      Pending entry = all.next();
      if (entry.waiting.isEmpty() && entry.marking.isEmpty()) {
        all.remove();
        bytes -= entry.bytes;
        effects.add(verdict(entry));
      }
    }
  }

  private Effect verdict(Pending entry) {
    // A shard below its quorum gets it back by replicas that join.
    return entry.joins || enough(entry.taken)
        ? new Effect.Acknowledge(entry.token, entry.counts, missing())
        : new Effect.RefuseNoQuorum(entry.token, "taken by " + standing(entry.taken));
  }

  private boolean enough(Set<NodeId> nodes) {
    return inSync(nodes).values().stream().anyMatch(count -> count >= needed(replicationFactor));
  }

  private Map<GroupId, Integer> inSync(Set<NodeId> nodes) {
    Map<GroupId, Integer> counts = new TreeMap<>();
    copies.forEach(
        (node, copy) -> {
          if (copy.inSync && nodes.contains(node)) {
            counts.merge(copy.group, 1, Integer::sum);
          }
        });
    return counts;
  }

  private String standing(Set<NodeId> nodes) {
    int best = inSync(nodes).values().stream().mapToInt(count -> count).max().orElse(0);
    return best
        + " of "
        + replicationFactor
        + " copies in the best group, expected "
        + needed(replicationFactor);
  }

  /** Groups with fewer in-sync copies than there should be. */
  List<ShardReply.Copies> missing() {
    Map<GroupId, Integer> counts = inSync(copies.keySet());
    groups.forEach(group -> counts.putIfAbsent(group, 0));
    List<ShardReply.Copies> missing = new ArrayList<>();
    counts.forEach(
        (group, count) -> {
          if (count < replicationFactor) {
            missing.add(new ShardReply.Copies(group, count, replicationFactor));
          }
        });
    return missing;
  }

  /** Each copy for operators: in sync, or being filled. */
  Map<NodeId, Boolean> view() {
    Map<NodeId, Boolean> view = new TreeMap<>();
    copies.forEach((node, copy) -> view.put(node, copy.inSync));
    return view;
  }
}
