package io.miroir.operations;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.miroir.model.ShardId;
import io.miroir.node.embedded.EmbeddedNode;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from this member's node what the routing table no longer wants there: the source of a
 * move that ended, the target of one that was cancelled. Level-triggered; one shard at a time.
 *
 * <p>A copy must have been unlisted for longer than any query lasts, since one that began by an
 * older table may still read it, and the topology is asked once more just before.
 */
public final class LeftoverSweep extends AbstractOnMessageBehavior<LeftoverSweep.Command> {
  public sealed interface Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private record Found(long topologyVersion, Set<ShardId> shards, Throwable failure)
      implements Command {}

  private record Done(ShardId shard, boolean removed, Throwable failure) implements Command {}

  private static final Logger LOG = LoggerFactory.getLogger(LeftoverSweep.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ActorContext<Command> ctx;
  private final EmbeddedNode node;
  private final RoutingTables tables;
  private final Topology topology;
  private final Duration grace;
  private final InstantSource clock;
  private final Map<ShardId, Instant> unlistedSince = new HashMap<>();
  private boolean busy;

  private LeftoverSweep(
      ActorContext<Command> ctx,
      TimerScheduler<Command> timers,
      EmbeddedNode node,
      RoutingTables tables,
      Topology topology,
      Duration grace,
      InstantSource clock) {
    super(ctx);
    this.ctx = ctx;
    this.node = node;
    this.tables = tables;
    this.topology = topology;
    this.grace = grace;
    this.clock = clock;
    timers.startTimerWithFixedDelay(Tick.INSTANCE, PAUSE);
  }

  /**
   * @param grace longer than a query may take
   */
  public static Behavior<Command> create(
      EmbeddedNode node,
      RoutingTables tables,
      Topology topology,
      Duration grace,
      InstantSource clock) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(
                timers -> new LeftoverSweep(ctx, timers, node, tables, topology, grace, clock)));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Tick m -> look();
      case Found m -> found(m);
      case Done m -> done(m);
    }
    return this;
  }

  private void look() {
    RoutingTable table = tables.current();
    if (busy || !tables.confirmed() || table.topologyVersion() == 0) {
      return;
    }
    busy = true;
    ctx.pipeToSelf(
        node.leftovers(wanted(table)),
        (shards, failure) -> new Found(table.topologyVersion(), shards, failure));
  }

  private Set<ShardId> wanted(RoutingTable table) {
    Set<ShardId> wanted = new HashSet<>();
    table
        .indexes()
        .values()
        .forEach(
            index -> {
              for (int number = 0; number < index.shards(); number++) {
                if (index.replicas(number).isEmpty()
                    || index.replicas(number).stream().anyMatch(r -> r.node().equals(node.id()))) {
                  wanted.add(new ShardId(index.id(), number));
                }
              }
            });
    return wanted;
  }

  private void found(Found m) {
    if (m.failure() != null) {
      busy = false;
      LOG.warn("What the node holds can't be told", m.failure());
      return;
    }
    RoutingTable table = tables.current();
    // Of a deleted index nothing is removed shard by shard.
    m.shards().removeIf(shard -> table.index(shard.index()).isEmpty());
    unlistedSince.keySet().retainAll(m.shards());
    Instant now = clock.instant();
    m.shards().forEach(shard -> unlistedSince.putIfAbsent(shard, now));
    busy = false;
    m.shards().stream()
        .filter(shard -> !unlistedSince.get(shard).plus(grace).isAfter(now))
        .findFirst()
        .ifPresent(this::forget);
  }

  private void forget(ShardId shard) {
    busy = true;
    CompletionStage<Boolean> removed =
        node.forget(shard, () -> topology.unlisted(shard, node.id()));
    ctx.pipeToSelf(removed, (yes, failure) -> new Done(shard, Boolean.TRUE.equals(yes), failure));
  }

  private void done(Done m) {
    busy = false;
    if (m.failure() != null) {
      LOG.info("{} is not removed yet: {}", m.shard(), String.valueOf(m.failure()));
    } else if (m.removed()) {
      unlistedSince.remove(m.shard());
      LOG.info("{} was removed: no copy is wanted here any more", m.shard());
      look();
    } else {
      unlistedSince.remove(m.shard());
    }
  }
}
