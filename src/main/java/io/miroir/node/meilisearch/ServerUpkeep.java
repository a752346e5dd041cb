package io.miroir.node.meilisearch;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.miroir.engine.IndexDefinition;
import io.miroir.model.IndexId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Makes a server have what the routing table wants there: creates, defines and drops indexes. Runs
 * on every member, and works on the one that leads. Level-triggered: looks at the newest table, and
 * again after each step and every few seconds.
 */
final class ServerUpkeep extends AbstractOnMessageBehavior<ServerUpkeep.Command> {
  sealed interface Command {}

  private record TableChanged(RoutingTable table) implements Command {}

  private record Done(Throwable failure) implements Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ActorContext<Command> ctx;
  private final MeilisearchNode node;
  private final BooleanSupplier leads;
  private RoutingTable table = RoutingTable.EMPTY;
  private boolean busy;
  private boolean again;
  private String told = "";

  private ServerUpkeep(
      ActorContext<Command> ctx,
      TimerScheduler<Command> timers,
      MeilisearchNode node,
      RoutingTables tables,
      BooleanSupplier leads) {
    super(ctx);
    this.ctx = ctx;
    this.node = node;
    this.leads = leads;
    var self = ctx.getSelf();
    tables.subscribe(changed -> self.tell(new TableChanged(changed)));
    timers.startTimerWithFixedDelay(Look.INSTANCE, PAUSE);
  }

  static Behavior<Command> create(
      MeilisearchNode node, RoutingTables tables, BooleanSupplier leads) {
    return Behaviors.setup(
        ctx -> Behaviors.withTimers(timers -> new ServerUpkeep(ctx, timers, node, tables, leads)));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case TableChanged m -> {
        table = m.table();
        again = true;
      }
      case Done m -> done(m);
      case Look m -> again = true;
    }
    NodeEntry entry = table.nodes().get(node.id());
    boolean gone = entry != null && entry.state() == NodeEntry.State.REMOVED;
    if (again && !busy && !gone && leads.getAsBoolean()) {
      again = false;
      busy = true;
      ctx.pipeToSelf(look(table), (ok, failure) -> new Done(failure));
    }
    return this;
  }

  private void done(Done done) {
    busy = false;
    if (done.failure() == null) {
      told = "";
    } else if (!told.equals(done.failure().getMessage())) {
      told = String.valueOf(done.failure().getMessage());
      ctx.getLog().warn("Upkeep of node {} failed: {}", node.id(), told);
    }
  }

  private CompletionStage<Void> look(RoutingTable wanted) {
    return node.versions().thenCompose(versions -> step(wanted, versions));
  }

  /** The steps run one after the other: a server does one task at a time anyway. */
  private CompletionStage<Void> step(RoutingTable wanted, Map<IndexId, Long> versions) {
    CompletionStage<Void> steps = CompletableFuture.completedFuture(null);
    for (IndexEntry entry : wanted.indexes().values()) {
      long version = versions.getOrDefault(entry.id(), -1L);
      if (version < entry.settingsVersion() && (version >= 0 || hosts(entry))) {
        steps =
            steps.thenCompose(
                ok ->
                    node.define(
                        entry.id(),
                        new IndexDefinition(
                            entry.shards(),
                            entry.primaryKey(),
                            entry.settingsVersion(),
                            entry.settings())));
      }
    }
    for (IndexId here : versions.keySet()) {
      // A table older than the index cannot tell that it was deleted.
      if (!wanted.indexes().containsKey(here)
          && wanted.catalogVersion() > node.indexes().birth(here)) {
        steps = steps.thenCompose(ok -> node.drop(here));
      }
    }
    return steps;
  }

  private boolean hosts(IndexEntry entry) {
    return entry.allocation().stream()
        .anyMatch(replicas -> replicas.stream().anyMatch(r -> r.node().equals(node.id())));
  }
}
