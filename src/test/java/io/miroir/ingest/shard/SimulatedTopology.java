package io.miroir.ingest.shard;

import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.routing.Replica;
import io.miroir.routing.Replica.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The topology's rules for one shard; requests of one owner are done in the order they were sent.
 */
final class SimulatedTopology {
  private record Request(NodeId node, State wanted, int epoch, Consumer<Boolean> answer) {}

  private final List<SimulatedShard.Bug> bugs;
  final Map<NodeId, Replica> table = new TreeMap<>();

  /** The table that the slowest member still reads by. */
  final Map<NodeId, Replica> readers = new TreeMap<>();

  /** What owners learn once every member has the table. */
  private final List<Runnable> whenSpread = new java.util.ArrayList<>();

  private final List<Request> requests = new java.util.ArrayList<>();
  private int epoch;

  SimulatedTopology(List<SimulatedShard.Bug> bugs) {
    this.bugs = bugs;
  }

  void add(NodeId node) {
    table.put(node, new Replica(node, GroupId.DEFAULT, State.IN_SYNC));
    readers.putAll(table);
  }

  /** A copy that its owner has to fill; see {@code ReplicaMove} of the topology. */
  void addCopy(NodeId node) {
    table.putIfAbsent(node, new Replica(node, GroupId.DEFAULT, State.STALE));
  }

  /** The successor must be in sync, so that no half-made copy takes its place. */
  void removeCopy(NodeId node, NodeId successor) {
    boolean sound =
        bugs.contains(SimulatedShard.Bug.FLIP_BEFORE_THE_COPY_IS_IN_SYNC)
            || table.get(successor).inSync() && !onlyInSync(node);
    if (sound) {
      table.remove(node);
    }
  }

  boolean lists(NodeId node) {
    return table.containsKey(node);
  }

  /** Whether a reader may still go there. */
  boolean read(NodeId node) {
    return inSync(table, node) || inSync(readers, node);
  }

  private static boolean inSync(Map<NodeId, Replica> by, NodeId node) {
    return by.containsKey(node) && by.get(node).inSync();
  }

  List<Replica> replicas() {
    return List.copyOf(table.values());
  }

  State state(NodeId node) {
    return table.get(node).state();
  }

  boolean idle() {
    return requests.isEmpty() && whenSpread.isEmpty();
  }

  void ask(NodeId node, State wanted, int asker, Consumer<Boolean> answer) {
    requests.add(new Request(node, wanted, asker, answer));
  }

  /** One of the askers' oldest requests; {@code pick} chooses among the askers. */
  void step(java.util.function.IntUnaryOperator pick) {
    if (requests.isEmpty()) {
      return;
    }
    List<Integer> askers = requests.stream().map(Request::epoch).distinct().toList();
    int asker = askers.get(pick.applyAsInt(askers.size()));
    Request next = requests.stream().filter(r -> r.epoch() == asker).findFirst().orElseThrow();
    requests.remove(next);
    boolean listed = lists(next.node());
    boolean accepted =
        next.epoch() >= epoch
            && (listed ? allowed(next.node(), next.wanted()) : next.wanted() == State.STALE);
    if (accepted && listed) {
      epoch = next.epoch();
      table.put(next.node(), new Replica(next.node(), GroupId.DEFAULT, next.wanted()));
    }
    whenSpread(() -> next.answer().accept(accepted));
  }

  void whenSpread(Runnable told) {
    whenSpread.add(told);
  }

  /** Every member has the table: those are told who waited for it. */
  void spread() {
    readers.clear();
    readers.putAll(table);
    List<Runnable> told = List.copyOf(whenSpread);
    whenSpread.clear();
    told.forEach(Runnable::run);
  }

  private boolean allowed(NodeId node, State wanted) {
    State now = state(node);
    return now == wanted
        || switch (wanted) {
          case IN_SYNC ->
              now == State.FILLING || bugs.contains(SimulatedShard.Bug.LET_STALE_REPLICAS_IN);
          case FILLING -> now == State.STALE;
          case STALE -> now == State.FILLING || !onlyInSync(node);
        };
  }

  boolean onlyInSync(NodeId node) {
    return table.values().stream().noneMatch(r -> r.inSync() && !r.node().equals(node));
  }
}
