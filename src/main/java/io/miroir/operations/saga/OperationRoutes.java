package io.miroir.operations.saga;

import akka.NotUsed;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/** What operators see and change of long changes, under {@code /_miroir/operations}. */
public final class OperationRoutes {
  private static final int OK = 200;
  private static final Duration EVENTS_EVERY = Duration.ofMillis(500);
  private static final Duration ALIVE_EVERY = Duration.ofSeconds(10);

  private final Operations operations;

  public OperationRoutes(Operations operations) {
    this.operations = operations;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/_miroir/operations", Authorizer.MANAGEMENT, this::list),
        Endpoint.get("/_miroir/operations/{id}", Authorizer.MANAGEMENT, this::one),
        Endpoint.get("/_miroir/operations/{id}/events", Authorizer.MANAGEMENT, this::events)
            .asStreaming(),
        change("pause", operations::pause),
        change("resume", operations::resume),
        change("cancel", operations::cancel));
  }

  private Endpoint change(String verb, LongFunction<CompletionStage<OperationSummary>> doing) {
    return Endpoint.post(
        "/_miroir/operations/{id}/" + verb,
        Authorizer.MANAGEMENT,
        call -> doing.apply(id(call)).thenApply(OperationRoutes::answer));
  }

  static HttpResponse answer(OperationSummary summary) {
    JsonWriter out = new JsonWriter();
    OperationJson.summary(out, summary);
    return Answers.json(OK, out);
  }

  private static long id(Call call) {
    String text = call.variable(0);
    if (!text.matches("\\d{1,18}")) {
      throw ProblemException.of(
          ErrorCode.MIROIR_OPERATION_NOT_FOUND, "There is no operation " + text + ".");
    }
    return Long.parseLong(text);
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return operations
        .all()
        .thenApply(
            overview -> {
              JsonWriter out = new JsonWriter().object().name("operations").array();
              overview.operations().forEach(operation -> OperationJson.summary(out, operation));
              out.endArray().name("documentsPerSecond").number(overview.documentsPerSecond());
              return Answers.json(OK, out.endObject());
            });
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return operations
        .describe(id(call))
        .thenApply(view -> Answers.json(OK, OperationJson.view(view)));
  }

  /** Server-sent events: the operation in a line whenever it has changed, until it has ended. */
  private CompletionStage<HttpResponse> events(Call call) {
    long id = id(call);
    return operations
        .describe(id)
        .thenApply(
            there ->
                HttpResponse.create()
                    .withStatus(OK)
                    .withEntity(
                        HttpEntities.createChunked(
                            ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), stream(id))));
  }

  private Source<ByteString, NotUsed> stream(long id) {
    return Source.tick(Duration.ZERO, EVENTS_EVERY, id)
        .mapMaterializedValue(cancellable -> NotUsed.getInstance())
        .mapAsync(1, operations::describe)
        .map(OperationSummary::of)
        .takeWhile(summary -> summary.endedAt().isEmpty(), true)
        .map(OperationRoutes::event)
        .via(new Changes<>())
        .keepAlive(ALIVE_EVERY, () -> ByteString.fromString(":\n\n"));
  }

  private static ByteString event(OperationSummary summary) {
    JsonWriter out = new JsonWriter();
    OperationJson.summary(out, summary);
    return ByteString.fromString("data: " + out + "\n\n");
  }
}
