package io.miroir.search;

import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import kamon.Kamon;
import kamon.trace.Span;

/** What every query of this member works with. */
record SessionTools(
    Nodes nodes, RoutingTables tables, CoveringSets sets, NodeLoads loads, Hedges hedges) {

  RoutingTable table() {
    return tables.current();
  }

  /** Sends one request and notes how the node did, also when nobody waits for it any more. */
  <A> CompletionStage<A> ask(Scatter<A> scatter, CoveringSet.Part part) {
    NodeId node = part.node();
    NodeLoad load = loads.of(node);
    load.started();
    long start = System.nanoTime();
    Span span =
        Kamon.clientSpanBuilder("search.part", "search")
            .tag("node", node.value())
            .tag("shards", part.shards().length)
            .start();
    return scatter
        .call()
        .ask(nodes.node(node), scatter.scope(part))
        .whenComplete(
            (answer, failure) -> {
              if (failure == null || cause(failure) instanceof ProblemException) {
                load.answered(System.nanoTime() - start);
              } else {
                load.failed();
                span.fail("node did not answer");
              }
              span.finish();
            });
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
