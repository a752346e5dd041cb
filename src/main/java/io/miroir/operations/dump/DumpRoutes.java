package io.miroir.operations.dump;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskJson;
import io.miroir.web.Answers;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code POST /dumps} and {@code POST /snapshots}. */
public final class DumpRoutes {
  private static final int ACCEPTED = 202;

  private final Dumps dumps;

  public DumpRoutes(Dumps dumps) {
    this.dumps = dumps;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/dumps", "dumps.create", call -> accepted(dumps.dump())),
        Endpoint.post("/snapshots", "snapshots.create", call -> accepted(dumps.snapshot())));
  }

  private static CompletionStage<HttpResponse> accepted(CompletionStage<Task> task) {
    return task.thenApply(made -> Answers.json(ACCEPTED, TaskJson.summary(made)));
  }
}
