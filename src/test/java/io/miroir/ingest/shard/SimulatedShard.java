package io.miroir.ingest.shard;

import io.miroir.engine.WriteCounts;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.Replica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One shard with its owner, replicas, network and topology, in one thread: everything that happens
 * is drawn from a seed. Messages of one owner to one replica keep their order, but are delayed,
 * lost, or answered with nothing; owners are replaced while their messages are still under way.
 */
final class SimulatedShard {
  private static final int KEYS = 6;

  /** A replica as the node keeps it: a prefix of its owner's writes, and a fence. */
  static final class Store {
    final Map<String, Long> documents = new TreeMap<>();
    long sequence;
    int fence;

    WriteOutcome write(NodeWrite write) {
      long last = write.operations().getLast().sequence();
      if (SequenceNumber.epoch(last) < fence) {
        return new WriteOutcome.Fenced(fence);
      }
      if (write.previous() >= 0 && write.previous() != sequence) {
        return new WriteOutcome.Gap(sequence);
      }
      fence = SequenceNumber.epoch(last);
      for (WriteOperation operation : write.operations()) {
        if (operation.sequence() > sequence) {
          sequence = operation.sequence();
          documents.put(operation.key(), sequence);
        }
      }
      return new WriteOutcome.Durable(sequence, WriteCounts.NONE);
    }
  }

  private record Message(Effect.Send send, Replication owner) {}

  private record Answer(NodeId node, long last, WriteOutcome outcome, Replication owner) {}

  private record Mark(NodeId node, Replication owner) {}

  /** A write that a client was told is safe. */
  record Acknowledged(String key, long sequence) {}

  private final RandomGenerator random;
  private final ShardId shard = new ShardId(new IndexId("i"), 0);
  private final int factor;
  final Map<NodeId, Store> stores = new TreeMap<>();
  final Map<NodeId, Replica> table = new TreeMap<>();

  /** The table that the slowest member still reads by. */
  private final Map<NodeId, Replica> readers = new TreeMap<>();

  /** What owners learn once every member has the table. */
  private final List<Runnable> whenSpread = new ArrayList<>();

  private final Map<NodeId, Deque<Message>> network = new TreeMap<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final Map<Long, Acknowledged> sent = new HashMap<>();
  final List<Acknowledged> acknowledged = new ArrayList<>();
  private Replication owner;
  private int epoch;
  private long tokens;
  private boolean faults = true;
  int restarts;

  SimulatedShard(long seed, int factor) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.factor = factor;
    for (int i = 0; i < factor; i++) {
      NodeId node = new NodeId("n" + i);
      stores.put(node, new Store());
      network.put(node, new ArrayDeque<>());
      table.put(node, new Replica(node, GroupId.DEFAULT, Replica.State.IN_SYNC));
    }
    readers.putAll(table);
    newOwner();
  }

  private void newOwner() {
    epoch++;
    restarts++;
    Map<NodeId, Long> sequences = new HashMap<>();
    for (Replica replica : table.values()) {
      boolean silent = faults && random.nextInt(10) == 0 && !onlyInSync(replica.node());
      if (replica.inSync() && !silent) {
        Store store = stores.get(replica.node());
        store.fence = Math.max(store.fence, epoch);
        sequences.put(replica.node(), store.sequence);
      }
    }
    if (!Replication.quorum(List.copyOf(table.values()), sequences.keySet(), factor)) {
      owner = null;
      return;
    }
    var opening = Replication.open(shard, epoch, factor, List.copyOf(table.values()), sequences);
    owner = opening.replication();
    carryOut(opening.effects(), owner);
  }

  private boolean onlyInSync(NodeId node) {
    return table.values().stream().noneMatch(r -> r.inSync() && !r.node().equals(node));
  }

  /** One thing happens. */
  void step() {
    switch (random.nextInt(13)) {
      case 0, 1, 2 -> clientWrites();
      case 3, 4, 5, 6 -> deliver();
      case 7, 8, 9 -> answer();
      case 10 -> mark();
      case 11 -> spread();
      default -> {
        if (random.nextInt(6) == 0) {
          newOwner();
        } else if (owner != null) {
          carryOut(owner.allocation(List.copyOf(table.values()), factor), owner);
        }
      }
    }
  }

  /** No more faults and no more writes: everything under way ends. */
  void quiesce() {
    faults = false;
    if (owner == null) {
      newOwner();
    }
    while (network.values().stream().anyMatch(queue -> !queue.isEmpty())
        || !answers.isEmpty()
        || !marks.isEmpty()
        || !whenSpread.isEmpty()) {
      network.forEach((node, queue) -> deliver(node));
      answer();
      mark();
      spread();
    }
  }

  private void clientWrites() {
    if (owner == null) {
      return;
    }
    String key = "k" + random.nextInt(KEYS);
    byte[] document = "{}".getBytes(StandardCharsets.UTF_8);
    long token = ++tokens;
    sent.put(token, new Acknowledged(key, owner.sequence() + 1));
    carryOut(
        owner.write(
            token,
            List.of(new WriteOperation(WriteOperation.Kind.REPLACE, key, 0, 0, document)),
            2),
        owner);
  }

  private void deliver() {
    List<NodeId> nodes = List.copyOf(network.keySet());
    deliver(nodes.get(random.nextInt(nodes.size())));
  }

  private void deliver(NodeId node) {
    Message message = network.get(node).poll();
    if (message == null) {
      return;
    }
    int fate = faults ? random.nextInt(25) : 2;
    WriteOutcome outcome =
        fate == 0
            ? new WriteOutcome.Failed("lost")
            : stores.get(node).write(message.send().write());
    if (fate == 1) {
      outcome = new WriteOutcome.Failed("its answer was lost");
    }
    answers.add(new Answer(node, message.send().last(), outcome, message.owner()));
  }

  private void answer() {
    if (!answers.isEmpty()) {
      Answer answer = answers.remove(random.nextInt(answers.size()));
      if (answer.owner() == owner) {
        carryOut(owner.answered(answer.node(), answer.last(), answer.outcome()), owner);
      }
    }
  }

  /** The topology takes the replica out, unless it is the last one or an old owner asks. */
  private void mark() {
    if (marks.isEmpty()) {
      return;
    }
    Mark mark = marks.remove(random.nextInt(marks.size()));
    boolean accepted = mark.owner().epoch() == epoch && !onlyInSync(mark.node());
    if (accepted) {
      table.put(mark.node(), new Replica(mark.node(), GroupId.DEFAULT, Replica.State.STALE));
    }
    whenSpread.add(
        () -> {
          if (mark.owner() == owner) {
            carryOut(owner.marked(mark.node(), accepted), owner);
          }
        });
  }

  /** Every member has the table: those are told who waited for it. */
  private void spread() {
    readers.putAll(table);
    List<Runnable> told = List.copyOf(whenSpread);
    whenSpread.clear();
    told.forEach(Runnable::run);
  }

  private void carryOut(List<Effect> effects, Replication by) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Send send -> network.get(send.node()).add(new Message(send, by));
        case Effect.MarkStale mark -> marks.add(new Mark(mark.node(), by));
        case Effect.AwaitConfirmed wait ->
            whenSpread.add(
                () -> {
                  if (by == owner) {
                    carryOut(by.confirmed(), by);
                  }
                });
        case Effect.Acknowledge ack -> acknowledge(sent.get(ack.token()));
        case Effect.RefuseNoQuorum refuse -> sent.remove(refuse.token());
        case Effect.GiveUp gaveUp -> sent.remove(gaveUp.token());
        case Effect.Reopen reopen -> newOwner();
        case Effect.StepDown down -> newOwner();
      }
    }
  }

  private void acknowledge(Acknowledged write) {
    acknowledged.add(write);
    requireEverywhere(write);
  }

  void requireEverywhere(Acknowledged write) {
    readers.values().stream()
        .filter(Replica::inSync)
        .forEach(
            replica -> {
              Long has = stores.get(replica.node()).documents.get(write.key());
              if (has == null || has < write.sequence()) {
                throw new AssertionError(
                    "expected " + write + " on " + replica.node() + ", found " + has);
              }
            });
  }
}
