package io.miroir.operations.dump;

import io.miroir.access.Keys;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskType;
import io.miroir.tasks.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dumps and snapshots as tasks, one after the other on this member, into its data directory. A task
 * whose member dies before the file is whole fails; nothing of it is left.
 */
public final class Dumps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dumps.class);
  private static final int WAITING_MAX = 16;
  private static final DateTimeFormatter UID =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);

  /** Where files are written; each of this member alone. */
  public record Directories(Path dumps, Path snapshots) {
    /** The usual ones under the data directory. */
    public static Directories in(Path dataDir) {
      return new Directories(dataDir.resolve("dumps"), dataDir.resolve("snapshots"));
    }
  }

  private final Tasks tasks;
  private final DumpWriter writer;
  private final Path dumps;
  private final Path snapshots;
  private final Clock clock;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().name("dumps").daemon().factory());

  private Dumps(Tasks tasks, DumpWriter writer, Directories directories, Clock clock) {
    this.tasks = tasks;
    this.writer = writer;
    this.dumps = directories.dumps();
    this.snapshots = directories.snapshots();
    this.clock = clock;
  }

  /**
   * @throws UncheckedIOException when leftovers of an earlier run can't be removed
   */
  public static Dumps open(
      SqlTasks tasks,
      Nodes nodes,
      RoutingTables tables,
      Keys keys,
      Directories directories,
      Clock clock) {
    Dumps opened =
        new Dumps(
            tasks,
            new DumpWriter(
                tables, new IndexCopy(new ShardCopy(nodes, tables)), tasks, tasks.webhooks(), keys),
            directories,
            clock);
    try {
      DumpFile.clean(opened.dumps);
      DumpFile.clean(opened.snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return opened;
  }

  /** Registers a dump; it is written in the background. */
  public CompletionStage<Task> dump() {
    return register(TaskType.DUMP_CREATION, Optional.of("{\"dumpUid\":null}"), this::writeDump);
  }

  /** Registers a snapshot: the same contents under a fixed name, replaced by each next one. */
  public CompletionStage<Task> snapshot() {
    return register(TaskType.SNAPSHOT_CREATION, Optional.empty(), this::writeSnapshot);
  }

  private interface Work {
    /** Details of the task when it has succeeded. */
    Optional<String> run(Task task) throws IOException;
  }

  private CompletionStage<Task> register(TaskType type, Optional<String> details, Work work) {
    return tasks
        .enqueue(new Tasks.NewTask(type, Optional.empty(), details, Optional.empty()))
        .thenApply(
            task -> {
              try {
                executor.execute(() -> carryOut(task, work));
              } catch (RejectedExecutionException full) {
                end(task, new Problem(ErrorCode.MIROIR_UNAVAILABLE, "Too many dumps wait here."));
              }
              return task;
            });
  }

  private void carryOut(Task task, Work work) {
    try {
      if (tasks.start(task.uid(), Optional.empty()).toCompletableFuture().join()) {
        Optional<String> details = work.run(task);
        tasks.succeed(task.uid(), details).toCompletableFuture().join();
      }
    } catch (ProblemException e) {
      end(task, e.problem());
    } catch (IOException | RuntimeException e) {
      LOG.error("Task {} failed", task.uid(), e);
      end(task, new Problem(ErrorCode.DUMP_PROCESS_FAILED, "The file could not be written: " + e));
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

  private Optional<String> writeDump(Task task) throws IOException {
    Instant now = clock.instant();
    String uid = UID.format(now);
    writer.write(dumps.resolve(uid + ".dump"), now, task, false);
    return Optional.of(new JsonWriter().object().field("dumpUid", uid).endObject().toString());
  }

  private Optional<String> writeSnapshot(Task task) throws IOException {
    writer.write(snapshots.resolve("miroir.snapshot"), clock.instant(), task, true);
    return Optional.empty();
  }

  /** Begins nothing new; what is being written is given up, and its task fails. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
