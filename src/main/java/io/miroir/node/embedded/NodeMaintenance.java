package io.miroir.node.embedded;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.miroir.model.IndexId;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Makes the node have what the routing table wants there: creates, defines and drops indexes, one
 * step per index at a time. Level-triggered: looks at the newest table only, and looks again after
 * each step and, after a failure, with a growing pause.
 */
public final class NodeMaintenance extends AbstractOnMessageBehavior<NodeMaintenance.Command> {
  public sealed interface Command {}

  private record TableChanged(RoutingTable table) implements Command {}

  private record StepDone(IndexId index, Throwable failure) implements Command {}

  private enum LookAgain implements Command {
    INSTANCE
  }

  private static final Duration PAUSE_MIN = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  private final ActorContext<Command> ctx;
  private final TimerScheduler<Command> timers;
  private final EmbeddedNode node;
  private final Set<IndexId> busy = new HashSet<>();
  private RoutingTable table = RoutingTable.EMPTY;
  private Duration pause = PAUSE_MIN;

  private NodeMaintenance(
      ActorContext<Command> ctx,
      TimerScheduler<Command> timers,
      EmbeddedNode node,
      RoutingTables tables) {
    super(ctx);
    this.ctx = ctx;
    this.timers = timers;
    this.node = node;
    var self = ctx.getSelf();
    tables.subscribe(changed -> self.tell(new TableChanged(changed)));
  }

  public static Behavior<Command> create(EmbeddedNode node, RoutingTables tables) {
    return Behaviors.setup(
        ctx -> Behaviors.withTimers(timers -> new NodeMaintenance(ctx, timers, node, tables)));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case TableChanged m -> table = m.table();
      case StepDone m -> stepDone(m);
      case LookAgain m -> pause = min(pause.multipliedBy(2), PAUSE_MAX);
    }
    if (!timers.isTimerActive(LookAgain.INSTANCE)) {
      look();
    }
    return this;
  }

  private void stepDone(StepDone done) {
    busy.remove(done.index());
    if (done.failure() == null) {
      pause = PAUSE_MIN;
    } else {
      ctx.getLog().warn("Upkeep of index {} failed", done.index(), done.failure());
      timers.startSingleTimer(LookAgain.INSTANCE, LookAgain.INSTANCE, pause);
    }
  }

  private void look() {
    for (NodeUpkeep.Step step :
        NodeUpkeep.plan(node.id(), table, node.indexes().versions(), births())) {
      if (busy.add(step.index())) {
        ctx.pipeToSelf(carryOut(step), (ok, failure) -> new StepDone(step.index(), failure));
      }
    }
  }

  private CompletionStage<Void> carryOut(NodeUpkeep.Step step) {
    ctx.getLog().info("{} of index {}", step.getClass().getSimpleName(), step.index());
    return switch (step) {
      case NodeUpkeep.Define define -> node.define(define.index(), define.definition());
      case NodeUpkeep.Drop drop -> node.drop(drop.index());
    };
  }

  private Map<IndexId, Long> births() {
    Map<IndexId, Long> births = new HashMap<>();
    for (IndexId id : node.indexes().versions().keySet()) {
      if (!table.indexes().containsKey(id)) {
        births.put(id, birth(id));
      }
    }
    return births;
  }

  private long birth(IndexId id) {
    try {
      return node.indexes().birth(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
