package io.miroir.tasks;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Brings tasks to their end in the order of each index, and again until the database has taken it:
 * an ending that was asked for must not get lost while its owner lives.
 *
 * <p>The wait for earlier tasks is bounded: behind one that hangs, later ones pass after a while.
 */
final class FinishLine implements AutoCloseable {
  private static final long RETRY_MILLIS = 25;
  private static final long DATABASE_RETRY_MILLIS = 1000;
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  private record Runner(Ending ending, CompletableFuture<Void> done, long since) {}

  private final TaskStore store;
  private final GroupCommit writer;
  private final Executor callbacks;
  private final ConcurrentSkipListMap<Long, Runner> waiting =
      new ConcurrentSkipListMap<>(Comparator.naturalOrder());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tasks-finish-line").daemon().factory());

  FinishLine(TaskStore store, GroupCommit writer, Executor callbacks) {
    this.store = store;
    this.writer = writer;
    this.callbacks = callbacks;
    timer.scheduleWithFixedDelay(this::again, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  CompletableFuture<Void> finish(Ending ending) {
    Runner runner = new Runner(ending, new CompletableFuture<>(), System.nanoTime());
    attempt(runner);
    return runner.done();
  }

  private void attempt(Runner runner) {
    boolean mayWait = System.nanoTime() - runner.since() < WAIT_NANOS_MAX;
    writer
        .submit(connection -> store.finish(connection, runner.ending(), mayWait))
        .whenComplete((fate, failure) -> settle(runner, Optional.ofNullable(fate), failure));
  }

  private void settle(Runner runner, Optional<TaskStore.Fate> fate, Throwable failure) {
    if (failure != null) {
      later(runner);
    } else if (fate.get() == TaskStore.Fate.WAIT) {
      waiting.put(runner.ending().uid(), runner);
    } else {
      if (fate.get() == TaskStore.Fate.DONE) {
        TaskMetrics.finished(runner.ending().problem().isEmpty());
      }
      callbacks.execute(() -> runner.done().complete(null));
      again();
    }
  }

  private void later(Runner runner) {
    if (timer.isShutdown()) {
      runner.done().completeExceptionally(GroupCommit.unavailable());
      return;
    }
    timer.schedule(() -> attempt(runner), DATABASE_RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Tries those that wait, oldest first. */
  private void again() {
    for (Long uid : waiting.keySet()) {
      Runner runner = waiting.remove(uid);
      if (runner != null) {
        attempt(runner);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    waiting.values().forEach(r -> r.done().completeExceptionally(GroupCommit.unavailable()));
  }
}
