package io.miroir.tasks;

import io.miroir.json.Dates;
import io.miroir.json.JsonWriter;
import io.miroir.web.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tasks and batches as clients read them. */
public final class TaskJson {
  private TaskJson() {}

  /** What the routes that make a task answer: the task as it was enqueued. */
  public static JsonWriter summary(Task task) {
    JsonWriter out = new JsonWriter().object().field("taskUid", task.uid());
    indexUid(out, task)
        .field("status", TaskStatus.ENQUEUED.json())
        .field("type", task.type().json())
        .field("enqueuedAt", task.enqueuedAt());
    task.customMetadata().ifPresent(text -> out.field("customMetadata", text));
    return out.endObject();
  }

  /** The task object of {@code GET /tasks/{uid}}. */
  public static void view(JsonWriter out, Task task) {
    out.object().field("uid", task.uid());
    number(out, "batchUid", task.batchUid());
    indexUid(out, task).field("status", task.status().json()).field("type", task.type().json());
    number(out, "canceledBy", task.canceledBy());
    task.details().ifPresent(details -> out.name("details").raw(details));
    out.name("error");
    task.error().ifPresentOrElse(problem -> Answers.error(out, problem), out::nothing);
    times(out, Optional.of(task.enqueuedAt()), task.startedAt(), task.finishedAt());
    task.customMetadata().ifPresent(text -> out.field("customMetadata", text));
    out.endObject();
  }

  static void view(JsonWriter out, Batch batch) {
    out.object().field("uid", batch.uid()).name("progress").nothing();
    out.name("details").raw(batch.details());
    out.name("stats").object().field("totalNbTasks", batch.tasks());
    counts(out.name("status"), batch.statuses());
    counts(out.name("types"), batch.types());
    counts(out.name("indexUids"), batch.indexUids());
    out.endObject();
    times(out, Optional.empty(), Optional.of(batch.startedAt()), batch.finishedAt());
    out.field("batchStrategy", batch.strategy()).endObject();
  }

  static JsonWriter page(TaskPage page, long limit) {
    JsonWriter out = new JsonWriter().object().name("results").array();
    page.tasks().forEach(task -> view(out, task));
    return end(out, page.total(), limit, page.from(), page.next());
  }

  static JsonWriter page(BatchPage page, long limit) {
    JsonWriter out = new JsonWriter().object().name("results").array();
    page.batches().forEach(batch -> view(out, batch));
    return end(out, page.total(), limit, page.from(), page.next());
  }

  private static JsonWriter end(
      JsonWriter out, long total, long limit, OptionalLong from, OptionalLong next) {
    out.endArray().field("total", total).field("limit", limit);
    number(out, "from", from);
    number(out, "next", next);
    return out.endObject();
  }

  private static JsonWriter indexUid(JsonWriter out, Task task) {
    return out.fieldOrNull("indexUid", task.indexUid().map(uid -> uid.value()));
  }

  private static void times(
      JsonWriter out,
      Optional<Instant> enqueuedAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt) {
    Optional<Duration> duration =
        startedAt.flatMap(start -> finishedAt.map(end -> Duration.between(start, end)));
    out.fieldOrNull("duration", duration.map(Dates::format));
    enqueuedAt.ifPresent(at -> out.field("enqueuedAt", at));
    out.fieldOrNull("startedAt", startedAt.map(Dates::format));
    out.fieldOrNull("finishedAt", finishedAt.map(Dates::format));
  }

  private static void counts(JsonWriter out, Map<?, Integer> counts) {
    out.object();
    counts.forEach(
        (key, count) ->
            out.field(
                switch (key) {
                  case TaskStatus status -> status.json();
                  case TaskType type -> type.json();
                  default -> key.toString();
                },
                count));
    out.endObject();
  }

  private static void number(JsonWriter out, String name, OptionalLong value) {
    out.name(name);
    if (value.isPresent()) {
      out.number(value.getAsLong());
    } else {
      out.nothing();
    }
  }
}
