package io.miroir.operations;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.node.NodeFigures;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What lives in this member: kinds of actors, how many, what waits for them, and its node. */
public final class ActorRoutes {
  private static final int OK = 200;

  private final ActorTree tree;
  private final Supplier<NodeFigures> node;

  public ActorRoutes(ActorSystem<?> system, Supplier<NodeFigures> node) {
    this.tree = new ActorTree(system);
    this.node = node;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/_miroir/actors", Authorizer.MANAGEMENT, this::actors));
  }

  private CompletionStage<HttpResponse> actors(Call call) {
    JsonWriter body = new JsonWriter().object().name("actors").array();
    for (ActorKind kind : ActorKind.of(tree.actors())) {
      body.object()
          .field("kind", kind.path())
          .field("count", kind.count())
          .field("mailbox", kind.waiting())
          .field("fullestMailbox", kind.longest())
          .endObject();
    }
    body.endArray().name("node");
    write(body, node.get());
    body.endObject();
    return CompletableFuture.completedFuture(Answers.json(OK, body));
  }

  private static void write(JsonWriter body, NodeFigures figures) {
    body.object()
        .field("id", figures.node().value())
        .field("indexes", figures.indexes())
        .field("queuedBytes", figures.queuedBytes())
        .field("reads", figures.reads())
        .name("queuedWrites")
        .object();
    figures.queuedWrites().forEach((index, queued) -> body.field(index.value(), queued));
    body.endObject().endObject();
  }
}
