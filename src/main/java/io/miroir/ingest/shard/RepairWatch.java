package io.miroir.ingest.shard;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Wakes the owners of shards that have a replica to be repaired: shards without writes have none
 * running. Each member watches the shards of which it has an in-sync copy. A few at a time, the
 * same ones again and again until the table shows nothing to repair.
 */
final class RepairWatch extends AbstractOnMessageBehavior<RepairWatch.Command> {
  interface Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int WAKES_MAX = 32;

  private final RoutingTables tables;
  private final String self;
  private final Consumer<ShardId> wake;
  private Optional<ShardId> last = Optional.empty();

  private RepairWatch(
      ActorContext<Command> ctx, RoutingTables tables, String self, Consumer<ShardId> wake) {
    super(ctx);
    this.tables = tables;
    this.self = self;
    this.wake = wake;
  }

  static Behavior<Command> create(RoutingTables tables, Consumer<ShardId> wake) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, PAUSE);
                  String self = Cluster.get(ctx.getSystem()).selfMember().address().toString();
                  return new RepairWatch(ctx, tables, self, wake);
                }));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    List<ShardId> due = next(due(tables.current(), self), last, WAKES_MAX);
    due.forEach(wake);
    last = due.isEmpty() ? Optional.empty() : Optional.of(due.getLast());
    return this;
  }

  /** So many shards after the last one of the round before, from the beginning after the end. */
  static List<ShardId> next(List<ShardId> due, Optional<ShardId> last, int most) {
    List<ShardId> turned = new ArrayList<>();
    due.stream().filter(s -> last.isEmpty() || s.compareTo(last.get()) > 0).forEach(turned::add);
    due.stream().filter(s -> !turned.contains(s)).limit(most).forEach(turned::add);
    return turned.subList(0, Math.min(most, turned.size()));
  }

  /** Ascending. */
  static List<ShardId> due(RoutingTable table, String member) {
    List<ShardId> due = new ArrayList<>();
    for (IndexEntry index : table.indexes().values()) {
      for (int number = 0; number < index.allocation().size(); number++) {
        List<Replica> replicas = index.replicas(number);
        boolean repairable =
            replicas.stream().anyMatch(r -> !r.inSync() && answers(table, r.node()));
        if (repairable && replicas.stream().anyMatch(r -> r.inSync() && at(table, r, member))) {
          due.add(new ShardId(index.id(), number));
        }
      }
    }
    due.sort(null);
    return due;
  }

  private static boolean at(RoutingTable table, Replica replica, String member) {
    NodeEntry node = table.nodes().get(replica.node());
    return node != null && node.member().equals(Optional.of(member));
  }

  /** Whether a node may be repaired, as far as the topology knows. */
  static boolean answers(RoutingTable table, NodeId node) {
    NodeEntry entry = table.nodes().get(node);
    return entry != null
        && entry.state() != NodeEntry.State.FAILED
        && entry.state() != NodeEntry.State.REMOVED;
  }
}
