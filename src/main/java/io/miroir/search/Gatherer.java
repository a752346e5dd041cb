package io.miroir.search;

import akka.actor.typed.ActorRef;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.search.Scatter.Gathered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Scatters a query and gathers what comes back. One local node that has all shards is asked
 * directly; everything else gets a {@link QuerySession}. Stages fail with {@link ProblemException}
 * for what the client did wrong only.
 */
final class Gatherer {
  private final SessionTools tools;
  private final Set<NodeId> local;
  private final ActorRef<QuerySessions.Begin> sessions;

  Gatherer(SessionTools tools, Set<NodeId> local, ActorRef<QuerySessions.Begin> sessions) {
    this.tools = tools;
    this.local = local;
    this.sessions = sessions;
  }

  /** By the table that is current after it was found to be confirmed. */
  CoveringSet plan(IndexEntry index, int[] shards) {
    boolean confirmed = tools.tables().confirmed();
    RoutingTable table = tools.table();
    IndexEntry now = table.index(index.id()).orElse(index);
    return tools.sets().choose(table, now, shards, Set.of()).confirmed(confirmed);
  }

  <A> CompletionStage<Gathered<A>> gather(Scatter<A> scatter) {
    return gather(scatter, plan(scatter.index(), scatter.shards()));
  }

  <A> CompletionStage<Gathered<A>> gather(Scatter<A> scatter, CoveringSet plan) {
    boolean direct = plan.parts().size() == 1 && local.contains(plan.parts().getFirst().node());
    return direct ? askDirectly(scatter, plan) : inSession(scatter, plan);
  }

  /** One request outside of a session: no retry, no hedge. */
  <A> CompletionStage<A> ask(Scatter<A> scatter, CoveringSet.Part part) {
    return tools.ask(scatter, part);
  }

  private <A> CompletionStage<Gathered<A>> askDirectly(Scatter<A> scatter, CoveringSet plan) {
    CoveringSet.Part part = plan.parts().getFirst();
    return tools
        .ask(scatter, part)
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(
                    new Gathered<>(
                        List.of(new Scatter.Part<>(part, answer)),
                        plan.uncovered(),
                        plan.confirmed()));
              }
              Throwable cause = SessionTools.cause(failure);
              if (cause instanceof ProblemException) {
                return CompletableFuture.<Gathered<A>>failedFuture(cause);
              }
              SearchMetrics.retried(1);
              return inSession(
                  scatter,
                  tools
                      .sets()
                      .choose(tools.table(), scatter.index(), scatter.shards(), Set.of(part.node()))
                      .confirmed(plan.confirmed()));
            })
        .thenCompose(stage -> stage);
  }

  private <A> CompletionStage<Gathered<A>> inSession(Scatter<A> scatter, CoveringSet plan) {
    if (plan.parts().isEmpty()) {
      return CompletableFuture.completedFuture(
          new Gathered<>(List.of(), plan.uncovered(), plan.confirmed()));
    }
    CompletableFuture<Gathered<A>> result = new CompletableFuture<>();
    sessions.tell(new QuerySessions.Begin(QuerySession.create(scatter, plan, tools, result)));
    // The session keeps the deadline itself; this is for the moment when this member stops.
    long left = Duration.between(Instant.now(), scatter.deadline()).toMillis();
    return result.orTimeout(left + 1000, TimeUnit.MILLISECONDS);
  }
}
