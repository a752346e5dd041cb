package io.miroir.operations.export;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.operations.dump.IndexCopies;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.TaskType;
import io.miroir.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports as tasks, one after the other on this member. A cancelation ends one that is under way;
 * one whose member dies fails: what has been sent stays with its receiver, and sending it again
 * changes nothing there.
 */
public final class Exports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
  private static final int WAITING_MAX = 64;

  private final SqlTasks tasks;
  private final RoutingTables tables;
  private final IndexCopies copies;
  private final Path scratch;
  private final RemoteServer.Patience patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().name("exports").daemon().factory());

  /**
   * @param scratch a directory of this member alone, for documents on their way
   */
  public Exports(SqlTasks tasks, RoutingTables tables, IndexCopies copies, Path scratch) {
    this(tasks, tables, copies, scratch, RemoteServer.Patience.USUAL);
  }

  Exports(
      SqlTasks tasks,
      RoutingTables tables,
      IndexCopies copies,
      Path scratch,
      RemoteServer.Patience patience) {
    this.tasks = tasks;
    this.tables = tables;
    this.copies = copies;
    this.scratch = scratch;
    this.patience = patience;
  }

  /**
   * Registers an export; it goes on in the background.
   *
   * @param covered which indexes the caller may read
   */
  CompletionStage<Task> export(ExportRequest request, Predicate<IndexUid> covered) {
    return tasks
        .enqueue(
            new Tasks.NewTask(
                TaskType.EXPORT,
                Optional.empty(),
                Optional.of(request.details(Optional.empty())),
                Optional.empty()))
        .thenApply(
            task -> {
              try {
                executor.execute(() -> carryOut(task, request, covered));
              } catch (RejectedExecutionException full) {
                end(task, new Problem(ErrorCode.MIROIR_UNAVAILABLE, "Too many exports wait here."));
              }
              return task;
            });
  }

  private void carryOut(Task task, ExportRequest request, Predicate<IndexUid> covered) {
    try {
      if (tasks.start(task.uid(), Optional.empty()).toCompletableFuture().join()) {
        Map<IndexUid, Long> exported = run(task, request, covered);
        tasks
            .succeed(task.uid(), Optional.of(request.details(Optional.of(exported))))
            .toCompletableFuture()
            .join();
      }
    } catch (RemoteServer.Stopped stopped) {
      LOG.info("Export {} was stopped", task.uid());
    } catch (ProblemException e) {
      end(task, e.problem());
    } catch (IOException | RuntimeException e) {
      LOG.error("Export {} failed", task.uid(), e);
      end(task, new Problem(ErrorCode.INTERNAL, "The export failed: " + e));
    }
  }

  private Map<IndexUid, Long> run(Task task, ExportRequest request, Predicate<IndexUid> covered)
      throws IOException {
    clean();
    try (RemoteServer server =
        new RemoteServer(
            request.url(), request.apiKey(), patience, () -> isOver(task), this::pause)) {
      return new ExportRun(request, covered, tables, copies, server, scratch).run();
    }
  }

  /** Removes what a run that came to no end has left; only one runs at a time. */
  private void clean() throws IOException {
    Files.createDirectories(scratch);
    try (var files = Files.newDirectoryStream(scratch, "*.unfinished")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Canceled, or taken from this member. */
  private boolean isOver(Task task) {
    try {
      return closed.getCount() == 0
          || tasks
              .find(task.uid())
              .toCompletableFuture()
              .join()
              .filter(now -> now.status() == TaskStatus.PROCESSING)
              .isEmpty();
    } catch (CompletionException databaseAway) {
      LOG.debug("Whether export {} is canceled is not known", task.uid(), databaseAway);
      return false;
    }
  }

  private boolean pause(Duration time) {
    try {
      return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void end(Task task, Problem problem) {
    tasks
        .fail(task.uid(), Optional.empty(), problem)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("Task {} could not be ended", task.uid(), failure);
              }
            });
  }

  @Override
  public void close() {
    closed.countDown();
    executor.shutdownNow();
  }
}
