package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task registry on a database. Writes go through one thread that shares commits; reads through
 * a small pool. Both have bounded queues.
 */
public final class SqlTasks implements Tasks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlTasks.class);

  private final DataSource database;
  private final TasksConfig config;
  private final GroupCommit writer;
  private final ThreadPoolExecutor readers;
  private final TaskStore store;
  private final FinishLine finishLine;

  private SqlTasks(DataSource database, String owner, TasksConfig config, Executor callbacks) {
    this.database = database;
    this.config = config;
    this.writer = new GroupCommit(database, config.deadline(), config.queueMax(), callbacks);
    this.readers =
        new ThreadPoolExecutor(
            config.readers(),
            config.readers(),
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(config.queueMax()),
            Thread.ofPlatform().name("tasks-reader-", 0).daemon().factory());
    this.store = new TaskStore(owner);
    this.finishLine = new FinishLine(store, writer, callbacks);
  }

  /**
   * Makes the tables that are missing (this blocks) and opens the registry.
   *
   * @param owner names this member and this run of it: no other run, earlier or later, may have the
   *     same
   * @param callbacks runs what callers hang on the stages
   */
  public static SqlTasks open(
      DataSource database, String owner, TasksConfig config, Executor callbacks)
      throws SQLException {
    TaskSchema.create(database);
    return new SqlTasks(database, owner, config, callbacks);
  }

  @Override
  public CompletionStage<Enqueued> enqueueOnce(NewTask task, String idempotencyKey) {
    return writer.submit(
        new InsertOnce(
            store, connection -> new TaskKeys(store).enqueue(connection, task, idempotencyKey)));
  }

  @Override
  public CompletionStage<Task> enqueue(NewTask task) {
    return writer
        .submit(
            new InsertOnce(
                store, connection -> new Enqueued(store.insert(connection, task), false)))
        .thenApply(Enqueued::task)
        .thenApply(
            enqueued -> {
              TaskMetrics.enqueued(enqueued.type());
              return enqueued;
            });
  }

  @Override
  public CompletionStage<Boolean> start(long uid, Optional<IndexId> index) {
    return writer.submit(connection -> store.start(connection, uid, index));
  }

  @Override
  public CompletionStage<Void> acknowledged(long uid, Optional<String> details) {
    return writer.submit(
        connection -> {
          store.acknowledged(connection, uid, details);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> succeed(long uid, Optional<String> details) {
    return finishLine.finish(new Ending(uid, details, Optional.empty()));
  }

  @Override
  public CompletionStage<Void> fail(long uid, Optional<String> details, Problem problem) {
    return finishLine.finish(new Ending(uid, details, Optional.of(problem)));
  }

  @Override
  public CompletionStage<Optional<Task>> find(long uid) {
    return read(connection -> TaskRows.find(connection, uid));
  }

  @Override
  public CompletionStage<TaskPage> list(TaskQuery query) {
    return read(connection -> TaskListing.tasks(connection, query));
  }

  @Override
  public CompletionStage<Optional<Batch>> batch(long uid) {
    return read(connection -> TaskListing.batch(connection, uid));
  }

  @Override
  public CompletionStage<BatchPage> batches(TaskQuery query) {
    return read(connection -> TaskListing.batches(connection, query));
  }

  @Override
  public CompletionStage<Task> cancel(
      TaskFilter filter, String originalFilter, Optional<String> customMetadata) {
    return writer.submit(
        connection ->
            TaskSelections.cancel(connection, store, filter, originalFilter, customMetadata));
  }

  @Override
  public CompletionStage<Task> delete(
      TaskFilter filter, String originalFilter, Optional<String> customMetadata) {
    CompletableFuture<TaskSelections.Deletion> registered =
        writer.submit(
            connection ->
                TaskSelections.register(connection, store, filter, originalFilter, customMetadata));
    registered.thenAccept(this::carryOut);
    return registered.thenApply(TaskSelections.Deletion::task);
  }

  private void carryOut(TaskSelections.Deletion deletion) {
    writer
        .submit(connection -> TaskSelections.deleteSome(connection, deletion))
        .whenComplete(
            (next, failure) -> {
              if (failure != null) {
                fail(deletion.task().uid(), Optional.empty(), GroupCommit.unavailable().problem());
              } else if (next.done()) {
                succeed(deletion.task().uid(), Optional.of(next.details()));
              } else {
                carryOut(next);
              }
            });
  }

  /** For metrics; walks over all tasks. */
  public CompletionStage<TaskFigures> figures() {
    return read(TaskFigures::read);
  }

  /**
   * Takes over finished tasks of another cluster under their own uids; a uid that is taken stays as
   * it is. Harmless when repeated.
   *
   * @param next no new task gets a uid below
   */
  public CompletionStage<Void> restore(List<Task> finished, long next) {
    return writer.submit(
        connection -> {
          TaskRestore.insert(connection, store.owner(), finished);
          TaskRestore.reserve(connection, next);
          return null;
        });
  }

  /** The webhooks, in the same database: an ending and its notice are one transaction. */
  public Webhooks webhooks() {
    return new SqlWebhooks(this);
  }

  /** What this room alone may do in one transaction with the tasks. */
  <T> CompletableFuture<T> write(GroupCommit.Work<T> work) {
    return writer.submit(work);
  }

  <T> CompletionStage<T> read(GroupCommit.Work<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    long deadline = System.nanoTime() + config.deadline().toNanos();
    try {
      readers.execute(() -> readNow(work, future, deadline));
    } catch (RejectedExecutionException full) {
      future.completeExceptionally(GroupCommit.unavailable());
    }
    return future;
  }

  private <T> void readNow(GroupCommit.Work<T> work, CompletableFuture<T> future, long deadline) {
    if (System.nanoTime() - deadline > 0) {
      future.completeExceptionally(GroupCommit.unavailable());
      return;
    }
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      future.complete(work.run(connection));
    } catch (SQLException e) {
      LOG.warn("Reading tasks failed", e);
      future.completeExceptionally(GroupCommit.unavailable());
    } catch (RuntimeException bug) {
      future.completeExceptionally(bug);
    }
  }

  TaskStore store() {
    return store;
  }

  CompletionStage<Void> finish(Ending ending) {
    return finishLine.finish(ending);
  }

  /** Ends after what has been asked; the data source stays open. */
  @Override
  public void close() {
    finishLine.close();
    writer.close();
    readers.shutdown();
  }
}
