package io.miroir.ingest.shard;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.Replica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One shard with its owner, replicas, network and topology, in one thread: everything that happens
 * is drawn from a seed. Messages to one replica keep their order, but are delayed, lost, or
 * answered with nothing; owners are replaced while their messages are still under way; replicas
 * crash, miss writes, come back and are repaired.
 */
final class SimulatedShard {
  private static final int KEYS = 6;
  private static final int SPARE_NODES = 1;
  private static final int QUIET_ROUNDS_MAX = 3_000;

  /** What must make the checks fail. */
  enum Bug {
    TRUST_A_RETURNING_REPLICA,
    SKIP_THE_FINGERPRINT,
    LET_STALE_REPLICAS_IN,
    MARK_WHILE_ENTERING,
    NO_FENCE_AT_THE_TOPOLOGY,
    FLIP_BEFORE_THE_COPY_IS_IN_SYNC,
    DELETE_BEFORE_EVERY_MEMBER_CONFIRMED,
    DELETE_WHAT_AN_OWNER_HAS_OPENED
  }

  private record Answer(NodeId node, long last, WriteOutcome outcome, Replication owner) {}

  /** A write that a client was told is safe. */
  record Acknowledged(WriteOperation operation, long sequence) {}

  private final RandomGenerator random;
  private final ShardId shard = new ShardId(new IndexId("i"), 0);
  private final int factor;
  private final List<Bug> bugs;
  final SimulatedTopology topology;
  final Map<NodeId, SimulatedReplica> replicas = new TreeMap<>();
  private final Map<NodeId, Deque<Runnable>> network = new TreeMap<>();
  private final List<Answer> answers = new ArrayList<>();
  private final Map<Long, Acknowledged> sent = new HashMap<>();
  private final List<Acknowledged> issued = new ArrayList<>();
  final List<Acknowledged> acknowledged = new ArrayList<>();
  private Replication owner;
  private SimulatedRepair repair;
  private int epoch;
  private long tokens;
  private boolean faults = true;
  int restarts;
  int repairs;
  int moves;
  int wipes;

  SimulatedShard(long seed, int factor, Bug... bugs) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.factor = factor;
    this.bugs = List.of(bugs);
    this.topology = new SimulatedTopology(this.bugs);
    for (int i = 0; i < factor + SPARE_NODES; i++) {
      NodeId node = new NodeId("n" + i);
      replicas.put(node, new SimulatedReplica());
      network.put(node, new ArrayDeque<>());
      if (i < factor) {
        topology.add(node);
      }
    }
    newOwner();
  }

  boolean has(Bug bug) {
    return bugs.contains(bug);
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  boolean chance(int oneIn) {
    return faults && random.nextInt(oneIn) == 0;
  }

  SimulatedReplica replica(NodeId node) {
    return replicas.get(node);
  }

  boolean isOwner(Replication asker) {
    return asker == owner;
  }

  void newOwner() {
    epoch++;
    restarts++;
    owner = null;
    Map<NodeId, Long> sequences = new HashMap<>();
    for (Replica replica : topology.replicas()) {
      SimulatedReplica store = replica(replica.node());
      boolean silent = store.down || chance(10) && !topology.onlyInSync(replica.node());
      if (replica.inSync() && !silent) {
        store.fence = Math.max(store.fence, epoch);
        store.opens++;
        sequences.put(replica.node(), store.sequence);
      }
    }
    boolean complete =
        topology.replicas().stream().allMatch(r -> !r.inSync() || sequences.containsKey(r.node()));
    if (!complete && !Replication.quorum(topology.replicas(), sequences.keySet(), factor)) {
      return;
    }
    var opening = Replication.open(shard, epoch, factor, topology.replicas(), sequences);
    owner = opening.replication();
    repair = new SimulatedRepair(this, owner);
    for (Effect effect : opening.effects()) {
      NodeId node = ((Effect.MarkStale) effect).node();
      if (has(Bug.NO_FENCE_AT_THE_TOPOLOGY) && !topology.read(node)) {
        owner.marked(node, true);
      } else {
        carryOut(List.of(effect), owner);
      }
    }
  }

  /** One thing happens. */
  void step() {
    switch (random.nextInt(19)) {
      case 0, 1, 2 -> clientWrites();
      case 3, 4, 5, 6 -> deliver(pick(List.copyOf(network.keySet())));
      case 7, 8, 9 -> answer();
      case 10 -> topology.step(random::nextInt);
      case 11, 12, 13 -> repairs();
      case 14 -> crashOrReturn();
      case 15 -> topology.spread();
      case 16 -> move();
      case 17 -> sweep();
      default -> {
        if (random.nextInt(6) == 0) {
          newOwner();
        } else {
          readTable();
        }
      }
    }
  }

  /** The coordinator: a copy more somewhere, and, once it is in sync, one of the others goes. */
  private void move() {
    List<NodeId> listed = List.copyOf(topology.table.keySet());
    if (listed.size() <= factor) {
      if (random.nextInt(4) == 0) {
        topology.addCopy(
            pick(replicas.keySet().stream().filter(node -> !topology.lists(node)).toList()));
      }
      return;
    }
    NodeId to = pick(listed);
    NodeId from = pick(listed);
    boolean made = topology.table.get(to).inSync() || has(Bug.FLIP_BEFORE_THE_COPY_IS_IN_SYNC);
    if (!to.equals(from) && made) {
      topology.removeCopy(from, to);
      moves++;
    }
  }

  /** A node removes what nobody wants there, after everybody has confirmed that. */
  private void sweep() {
    for (NodeId node : replicas.keySet()) {
      SimulatedReplica store = replica(node);
      if (topology.lists(node) || store.down || store.sequence == 0) {
        continue;
      }
      int opens = store.opens;
      Runnable wipe =
          () -> {
            if (store.opens == opens || has(Bug.DELETE_WHAT_AN_OWNER_HAS_OPENED)) {
              store.wipe();
              wipes++;
            }
          };
      if (has(Bug.DELETE_BEFORE_EVERY_MEMBER_CONFIRMED)) {
        wipe.run();
      } else {
        Runnable told = wipe;
        // The message to the node's own lane comes when it comes.
        topology.whenSpread(() -> network.get(node).add(told));
      }
    }
  }

  /** The replicas that the topology lists. */
  List<SimulatedReplica> listed() {
    return topology.table.keySet().stream().map(this::replica).toList();
  }

  private void readTable() {
    if (owner != null) {
      carryOut(owner.allocation(topology.replicas(), factor), owner);
    }
  }

  private void repairs() {
    if (owner != null) {
      repair.step();
    }
  }

  private void crashOrReturn() {
    NodeId node = pick(List.copyOf(replicas.keySet()));
    if (replica(node).down) {
      replica(node).down = false;
    } else if (random.nextInt(4) == 0) {
      replica(node).crash();
    }
  }

  /** No more faults and no more writes: all replicas return to the in-sync set by themselves. */
  void quiesce() {
    faults = false;
    replicas.values().forEach(replica -> replica.down = false);
    for (int round = 0; round < QUIET_ROUNDS_MAX && !whole(); round++) {
      if (owner == null) {
        newOwner();
      }
      network.keySet().forEach(this::deliver);
      answer();
      topology.step(random::nextInt);
      topology.spread();
      readTable();
      repairs();
      if (topology.table.size() > factor) {
        move();
      }
    }
    if (!whole()) {
      throw new AssertionError("expected all in sync, found " + topology.replicas());
    }
  }

  private boolean whole() {
    return network.values().stream().allMatch(Deque::isEmpty)
        && answers.isEmpty()
        && topology.idle()
        && owner != null
        && !repair.running()
        && topology.table.size() == factor
        && owner.readable().size() == factor
        && topology.replicas().stream().allMatch(Replica::inSync);
  }

  private void clientWrites() {
    if (owner == null || repair.holding()) {
      return;
    }
    Kind kind =
        switch (random.nextInt(20)) {
          case 0 -> Kind.CLEAR;
          case 1, 2, 3, 4, 5 -> Kind.DELETE;
          case 6, 7, 8, 9, 10, 11 -> Kind.UPDATE;
          default -> Kind.REPLACE;
        };
    long token = ++tokens;
    String key = kind == Kind.CLEAR ? "" : "k" + random.nextInt(KEYS);
    byte[] document = ("." + token).getBytes(StandardCharsets.UTF_8);
    WriteOperation operation = new WriteOperation(kind, key, token, 0, document);
    Acknowledged write = new Acknowledged(operation, owner.sequence() + 1);
    sent.put(token, write);
    issued.add(write);
    carryOut(owner.write(token, List.of(operation), 2), owner);
  }

  /** Behind everything that was sent to the replica before. */
  void send(NodeId node, Runnable message) {
    Replication sender = owner;
    network
        .get(node)
        .add(
            () -> {
              if (sender == owner) {
                message.run();
              }
            });
  }

  private void deliver(NodeId node) {
    Runnable message = network.get(node).poll();
    if (message != null) {
      message.run();
    }
  }

  private void arrive(Effect.Send send, Replication sender) {
    SimulatedReplica replica = replica(send.node());
    int fate = faults ? random.nextInt(25) : 2;
    WriteOutcome outcome =
        fate == 0 || replica.down ? new WriteOutcome.Failed("lost") : replica.write(send.write());
    if (fate == 1) {
      outcome = new WriteOutcome.Failed("its answer was lost");
    }
    answers.add(new Answer(send.node(), send.last(), outcome, sender));
  }

  private void answer() {
    if (!answers.isEmpty()) {
      Answer answer = answers.remove(random.nextInt(answers.size()));
      if (answer.owner() == owner) {
        carryOut(owner.answered(answer.node(), answer.last(), answer.outcome()), owner);
      }
    }
  }

  void mark(NodeId node) {
    Replication asker = owner;
    topology.ask(
        node,
        Replica.State.STALE,
        asker.epoch(),
        accepted -> {
          if (asker == owner) {
            carryOut(owner.marked(node, accepted), owner);
          }
        });
  }

  /** The replica takes writes from here on. */
  long join(NodeId node) {
    long token = ++tokens;
    carryOut(owner.join(token, topology.table.get(node)), owner);
    return token;
  }

  private void carryOut(List<Effect> effects, Replication by) {
    for (Effect effect : effects) {
      if (by != owner) {
        return;
      }
      switch (effect) {
        case Effect.Send send -> network.get(send.node()).add(() -> arrive(send, by));
        case Effect.MarkStale mark -> {
          if (!repair.broken(mark.node())) {
            mark(mark.node());
          }
        }
        case Effect.AwaitConfirmed wait ->
            topology.whenSpread(
                () -> {
                  if (by == owner) {
                    carryOut(by.confirmed(), by);
                  }
                });
        case Effect.Acknowledge ack -> acknowledge(ack.token());
        case Effect.RefuseNoQuorum refuse -> sent.remove(refuse.token());
        case Effect.GiveUp gaveUp -> sent.remove(gaveUp.token());
        case Effect.Reopen reopen -> newOwner();
        case Effect.StepDown down -> newOwner();
      }
    }
  }

  private void acknowledge(long token) {
    Optional.ofNullable(sent.remove(token))
        .ifPresent(
            write -> {
              acknowledged.add(write);
              requireEverywhere(write);
            });
    repair.acknowledged(token);
  }

  void requireEverywhere(Acknowledged write) {
    for (NodeId node : replicas.keySet()) {
      if (topology.read(node) && !holds(replica(node), write)) {
        throw new AssertionError("expected " + write + " on " + node);
      }
    }
  }

  /** Its effect is there, or that of a later write. */
  private boolean holds(SimulatedReplica replica, Acknowledged write) {
    String key = write.operation().key();
    long at = write.sequence();
    SimulatedReplica.Doc found = replica.documents.get(key);
    return switch (write.operation().kind()) {
      case CLEAR -> replica.documents.values().stream().allMatch(doc -> doc.sequence() > at);
      case DELETE -> found == null || found.sequence() > at;
      default ->
          found != null && found.sequence() >= at
              || found == null && issued.stream().anyMatch(later -> removes(later, key, at));
    };
  }

  private static boolean removes(Acknowledged later, String key, long after) {
    Kind kind = later.operation().kind();
    return later.sequence() > after
        && (kind == Kind.CLEAR || kind == Kind.DELETE && later.operation().key().equals(key));
  }
}
