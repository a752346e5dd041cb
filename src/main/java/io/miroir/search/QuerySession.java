package io.miroir.search;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * One query, one actor: asks each node of the covering set once, retries elsewhere what is lost,
 * hedges what is slow, completes its future exactly once, stops. Never outlives its deadline.
 *
 * @param <A> what a node answers
 */
final class QuerySession<A> extends AbstractOnMessageBehavior<QuerySession.Command> {

  sealed interface Command permits Answered, Lost, HedgeDue, DeadlinePassed {}

  private record Answered<A>(int id, A answer) implements Command {}

  private record Lost(int id, NodeId node, Throwable failure) implements Command {}

  private record HedgeDue(NodeId node) implements Command {}

  private enum DeadlinePassed implements Command {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Scatter<A> scatter;
  private final SessionTools tools;
  private final CompletableFuture<Scatter.Gathered<A>> result;
  private final QueryProgress<A> progress;

  private QuerySession(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Scatter<A> scatter,
      CoveringSet plan,
      SessionTools tools,
      CompletableFuture<Scatter.Gathered<A>> result) {
    super(context);
    this.context = context;
    this.timers = timers;
    this.scatter = scatter;
    this.tools = tools;
    this.result = result;
    this.progress =
        new QueryProgress<>(
            plan,
            (shards, excluded) ->
                tools.sets().choose(tools.table(), scatter.index(), shards, excluded));
    progress.start().forEach(this::ask);
  }

  /**
   * @param result fails with {@link ProblemException} for the client's own mistakes only
   */
  static <A> Behavior<Command> create(
      Scatter<A> scatter,
      CoveringSet plan,
      SessionTools tools,
      CompletableFuture<Scatter.Gathered<A>> result) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Duration left = Duration.between(Instant.now(), scatter.deadline());
                  timers.startSingleTimer(
                      DeadlinePassed.INSTANCE, left.isNegative() ? Duration.ZERO : left);
                  return new QuerySession<>(context, timers, scatter, plan, tools, result)
                      .goOnOrEnd();
                }));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Answered<?> m -> onAnswered(m);
      case Lost m -> {
        if (onLost(m)) {
          return Behaviors.stopped();
        }
      }
      case HedgeDue m -> onHedgeDue(m.node());
      case DeadlinePassed m -> {
        result.complete(progress.gathered());
        return Behaviors.stopped();
      }
    }
    return goOnOrEnd();
  }

  private Behavior<Command> goOnOrEnd() {
    if (!progress.complete()) {
      return this;
    }
    result.complete(progress.gathered());
    return Behaviors.stopped();
  }

  @SuppressWarnings("unchecked")
  private void onAnswered(Answered<?> m) {
    progress.answered(m.id(), (A) m.answer()).forEach(this::ask);
  }

  /** True when the query is over: what one node refuses, all would. */
  private boolean onLost(Lost m) {
    Throwable cause = SessionTools.cause(m.failure());
    if (cause instanceof ProblemException problem) {
      result.completeExceptionally(problem);
      return true;
    }
    context.getLog().debug("Node {} failed a query: {}", m.node(), cause.toString());
    List<QueryProgress.Ask> asks = progress.lost(m.id());
    SearchMetrics.retried(asks.size());
    asks.forEach(this::ask);
    return false;
  }

  private void onHedgeDue(NodeId node) {
    if (!progress.waitingFor().contains(node) || !tools.hedges().mayHedge()) {
      return;
    }
    List<QueryProgress.Ask> asks = progress.hedge(Set.of(node));
    SearchMetrics.hedged(asks.size());
    asks.forEach(this::ask);
  }

  private void ask(QueryProgress.Ask ask) {
    NodeId node = ask.part().node();
    context.pipeToSelf(
        tools.ask(scatter, ask.part()),
        (answer, failure) ->
            failure == null ? new Answered<>(ask.id(), answer) : new Lost(ask.id(), node, failure));
    tools
        .hedges()
        .delay(tools.loads().of(node))
        .ifPresent(delay -> timers.startSingleTimer(node, new HedgeDue(node), delay));
  }

  @Override
  public String toString() {
    return progress.waitingFor().stream().map(NodeId::value).collect(Collectors.joining(","));
  }
}
