package io.miroir.tasks;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes to the database in the order of calls. What waits while a transaction
 * commits goes into the next one together, so the cost of a commit is shared. If a shared
 * transaction fails, each of its works is tried alone: one that fails does not harm the others.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int GROUP_MAX = 64;
  private static final int ATTEMPTS_MAX = 4;

  /** Statements of one transaction; may be run again after a rollback. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private record Pending<T>(Work<T> work, CompletableFuture<T> future, long deadlineNanos) {
    Runnable run(Connection connection) throws SQLException {
      T value = work.run(connection);
      return () -> future.complete(value);
    }

    boolean late() {
      return System.nanoTime() - deadlineNanos > 0;
    }

    /** The client's own mistakes pass; everything else is the database's fault. */
    Runnable failure(Exception failure) {
      return () ->
          future.completeExceptionally(
              failure instanceof ProblemException ? failure : unavailable());
    }
  }

  private final DataSource database;
  private final Duration deadline;
  private final Executor callbacks;
  private final BlockingQueue<Pending<?>> queue;
  private final Thread thread;
  private volatile boolean closed;

  GroupCommit(DataSource database, Duration deadline, int queueMax, Executor callbacks) {
    this.database = database;
    this.deadline = deadline;
    this.callbacks = callbacks;
    this.queue = new ArrayBlockingQueue<>(queueMax);
    this.thread = Thread.ofPlatform().name("tasks-writer").daemon().start(this::loop);
  }

  static ProblemException unavailable() {
    return ProblemException.of(
        ErrorCode.MIROIR_UNAVAILABLE, "The task database did not answer in time.");
  }

  <T> CompletableFuture<T> submit(Work<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Pending<T> pending = new Pending<>(work, future, System.nanoTime() + deadline.toNanos());
    if (closed || !queue.offer(pending)) {
      future.completeExceptionally(unavailable());
    }
    return future;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(deadline.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(pending -> callbacks.execute(pending.failure(unavailable())));
  }

  private void loop() {
    List<Pending<?>> group = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      group.clear();
      try {
        Pending<?> first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, GROUP_MAX - 1);
          commit(group);
        }
      } catch (InterruptedException e) {
        closed = true;
      } catch (RuntimeException bug) {
        LOG.error("The task writer met a bug", bug);
        group.forEach(pending -> callbacks.execute(pending.failure(bug)));
      }
    }
  }

  private void commit(List<Pending<?>> group) {
    group.removeIf(
        pending -> {
          boolean late = pending.late();
          if (late) {
            callbacks.execute(pending.failure(unavailable()));
          }
          return late;
        });
    if (group.size() > 1 && together(group)) {
      return;
    }
    group.forEach(this::alone);
  }

  private boolean together(List<Pending<?>> group) {
    try {
      transact(group).forEach(callbacks::execute);
      return true;
    } catch (SQLException | ProblemException e) {
      LOG.debug("A shared transaction failed", e);
      return false;
    }
  }

  private void alone(Pending<?> pending) {
    for (int attempt = 1; ; attempt++) {
      try {
        transact(List.of(pending)).forEach(callbacks::execute);
        return;
      } catch (ProblemException refusal) {
        callbacks.execute(pending.failure(refusal));
        return;
      } catch (SQLException e) {
        if (attempt == ATTEMPTS_MAX || pending.late()) {
          LOG.warn("The task database failed", e);
          callbacks.execute(pending.failure(e));
          return;
        }
      }
    }
  }

  private List<Runnable> transact(List<Pending<?>> group) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        List<Runnable> completions = new ArrayList<>();
        for (Pending<?> pending : group) {
          completions.add(pending.run(connection));
        }
        connection.commit();
        return completions;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }
}
