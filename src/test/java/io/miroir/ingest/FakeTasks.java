package io.miroir.ingest;

import io.miroir.model.IndexId;
import io.miroir.model.Problem;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.Tasks.NewTask;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tasks in memory; {@link #ended} waits for one. */
public final class FakeTasks {
  /** How a task ended. */
  record Ended(TaskStatus status, Optional<String> details, Optional<Problem> problem) {}

  private final AtomicLong next = new AtomicLong();
  private final Map<Long, CompletableFuture<Ended>> ends = new ConcurrentHashMap<>();

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private CompletableFuture<Ended> end(long uid) {
    return ends.computeIfAbsent(uid, key -> new CompletableFuture<>());
  }

  Ended ended(long uid) {
    return end(uid).orTimeout(20, TimeUnit.SECONDS).join();
  }

  public CompletionStage<Task> enqueue(NewTask task) {
    return done(
        new Task(
            next.getAndIncrement(),
            OptionalLong.empty(),
            task.indexUid(),
            Optional.empty(),
            task.type(),
            TaskStatus.ENQUEUED,
            OptionalLong.empty(),
            task.details(),
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            task.customMetadata(),
            "me",
            false));
  }

  public CompletionStage<Boolean> start(long uid, Optional<IndexId> index) {
    return done(true);
  }

  public CompletionStage<Void> acknowledged(long uid, Optional<String> details) {
    return done(null);
  }

  public CompletionStage<Void> succeed(long uid, Optional<String> details) {
    end(uid).complete(new Ended(TaskStatus.SUCCEEDED, details, Optional.empty()));
    return done(null);
  }

  public CompletionStage<Void> fail(long uid, Optional<String> details, Problem problem) {
    end(uid).complete(new Ended(TaskStatus.FAILED, details, Optional.of(problem)));
    return done(null);
  }
}
