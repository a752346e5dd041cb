package io.miroir.tasks;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Caller;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** {@code /tasks} and {@code /batches}. */
public final class TaskRoutes {
  private static final int OK = 200;
  private static final long UID_MAX = (1L << 32) - 1;

  private final Tasks tasks;
  private final Catalog catalog;

  public TaskRoutes(Tasks tasks, Catalog catalog) {
    this.tasks = tasks;
    this.catalog = catalog;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tasks", "tasks.get", this::list),
        Endpoint.delete("/tasks", "tasks.delete", this::delete),
        Endpoint.post("/tasks/cancel", "tasks.cancel", this::cancel),
        Endpoint.get("/tasks/{uid}", "tasks.get", this::one),
        Endpoint.get("/tasks/{uid}/documents", "tasks.get", this::documents),
        Endpoint.get("/batches", "tasks.get", this::batches),
        Endpoint.get("/batches/{uid}", "tasks.get", this::batch));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    TaskQuery query = TaskParameters.query(call.query(), call.caller().patterns());
    return tasks
        .list(query)
        .thenApply(page -> Answers.json(OK, TaskJson.page(page, query.limit())));
  }

  private CompletionStage<HttpResponse> batches(Call call) {
    TaskQuery query = TaskParameters.query(call.query(), call.caller().patterns());
    return tasks
        .batches(query)
        .thenApply(page -> Answers.json(OK, TaskJson.page(page, query.limit())));
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return asked(call)
        .thenApply(
            task -> {
              JsonWriter out = new JsonWriter();
              TaskJson.view(out, task);
              return Answers.json(OK, out);
            });
  }

  /**
   * What a task has not written yet. There is never anything: a write has been applied when its
   * client learns of the task.
   */
  private CompletionStage<HttpResponse> documents(Call call) {
    if (!catalog.has(Feature.GET_TASK_DOCUMENTS_ROUTE)) {
      throw ProblemException.of(
          ErrorCode.FEATURE_NOT_ENABLED,
          Feature.off(
              "Getting the documents of an enqueued task", "get task documents route", 808));
    }
    return asked(call)
        .thenApply(
            task -> {
              throw ProblemException.of(
                  ErrorCode.TASK_FILE_NOT_FOUND,
                  "Task `"
                      + task.uid()
                      + "` does not contain any documents. Only `documentAdditionOrUpdate` tasks"
                      + " with the statuses `enqueued` or `processing` contain documents");
            });
  }

  private CompletionStage<Task> asked(Call call) {
    long uid = uid(call.variable(0), "Task", ErrorCode.INVALID_TASK_UIDS);
    return tasks
        .find(uid)
        .thenApply(
            found ->
                found
                    .filter(t -> visible(t, call.caller()))
                    .orElseThrow(
                        () ->
                            ProblemException.of(
                                ErrorCode.TASK_NOT_FOUND, "Task `" + uid + "` not found.")));
  }

  private static boolean visible(Task task, Caller caller) {
    Optional<IndexUid> uid = task.indexUid();
    return uid.isPresent() ? caller.covers(uid.get()) : caller.patterns().isEmpty();
  }

  /** Every task of it must be one of an index that the caller may see. */
  private static boolean visible(Batch batch, Caller caller) {
    int ofIndexes = batch.indexUids().values().stream().mapToInt(Integer::intValue).sum();
    return caller.patterns().isEmpty()
        || (ofIndexes == batch.tasks()
            && batch.indexUids().keySet().stream().map(IndexUid::new).allMatch(caller::covers));
  }

  private CompletionStage<HttpResponse> batch(Call call) {
    long uid = uid(call.variable(0), "Batch", ErrorCode.INVALID_BATCH_UIDS);
    return tasks
        .batch(uid)
        .thenApply(
            found -> {
              Batch batch =
                  found
                      .filter(b -> visible(b, call.caller()))
                      .orElseThrow(
                          () ->
                              ProblemException.of(
                                  ErrorCode.BATCH_NOT_FOUND, "Batch `" + uid + "` not found."));
              JsonWriter out = new JsonWriter();
              TaskJson.view(out, batch);
              return Answers.json(OK, out);
            });
  }

  private CompletionStage<HttpResponse> cancel(Call call) {
    TaskFilter filter = selection(call, "cancel");
    return tasks
        .cancel(filter, "?" + call.rawQuery(), Optional.empty())
        .thenApply(task -> Answers.json(OK, TaskJson.summary(task)));
  }

  private CompletionStage<HttpResponse> delete(Call call) {
    TaskFilter filter = selection(call, "delete");
    return tasks
        .delete(filter, "?" + call.rawQuery(), Optional.empty())
        .thenApply(task -> Answers.json(OK, TaskJson.summary(task)));
  }

  private static TaskFilter selection(Call call, String verb) {
    TaskFilter filter = TaskParameters.filter(call.query(), call.caller().patterns());
    if (call.query().isEmpty()) {
      throw ProblemException.of(
          ErrorCode.MISSING_TASK_FILTERS,
          "Query parameters to filter the tasks to "
              + verb
              + " are missing. Available query parameters are: `uids`, `indexUids`, `statuses`,"
              + " `types`, `canceledBy`, `beforeEnqueuedAt`, `afterEnqueuedAt`, `beforeStartedAt`,"
              + " `afterStartedAt`, `beforeFinishedAt`, `afterFinishedAt`.");
    }
    return filter;
  }

  private static long uid(String text, String what, ErrorCode code) {
    OptionalLong uid = OptionalLong.empty();
    if (text.matches("\\+?\\d{1,10}")) {
      uid = OptionalLong.of(Long.parseLong(text));
    }
    if (uid.isEmpty() || uid.getAsLong() > UID_MAX) {
      throw ProblemException.of(
          code,
          what + " uid `" + text + "` is invalid. It should only contain numeric characters.");
    }
    return uid.getAsLong();
  }
}
