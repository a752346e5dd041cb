package io.miroir.operations.export;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.tasks.TaskJson;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code POST /export}. */
public final class ExportRoutes {
  private static final int OK = 200;

  private final Exports exports;

  public ExportRoutes(Exports exports) {
    this.exports = exports;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/export", "export", this::export));
  }

  private CompletionStage<HttpResponse> export(Call call) {
    return call.json()
        .thenCompose(body -> exports.export(ExportRequest.read(body), call.caller()::covers))
        .thenApply(task -> Answers.json(OK, TaskJson.summary(task)));
  }
}
