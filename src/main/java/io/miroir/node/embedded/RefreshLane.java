package io.miroir.node.embedded;

import io.miroir.engine.EngineIndex;
import io.miroir.model.NodeId;
import io.miroir.node.NodeUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the writes of one index searchable: at once when somebody waits, else a little after the
 * write. One refresh serves all who wait when it starts, and the pause between two is at least as
 * long as the last one took, so refreshing never takes more than half of one thread.
 */
final class RefreshLane {
  private static final Logger LOG = LoggerFactory.getLogger(RefreshLane.class);
  private static final long PAUSE_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * No read begins on a view that lacks something written longer ago: shorter than writers wait for
   * a silent node before they call their task done without it.
   */
  private static final long UNSEEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  private record Waiter(long version, CompletableFuture<Void> done) {}

  private final NodeId node;
  private final EngineIndex index;
  private final Executor executor;
  private final Duration refreshAfter;
  private final List<Waiter> waiters = new ArrayList<>();
  private long written;
  private long unseenSince;
  private long refreshed;
  private boolean running;
  private boolean scheduled;
  private long lastEnd = System.nanoTime() - PAUSE_MAX_NANOS;
  private long lastDuration;

  RefreshLane(NodeId node, EngineIndex index, Executor executor, Duration refreshAfter) {
    this.node = node;
    this.index = index;
    this.executor = executor;
    this.refreshAfter = refreshAfter;
  }

  /** Something was written. */
  synchronized void dirty() {
    if (refreshed >= written) {
      unseenSince = System.nanoTime();
    }
    written++;
    if (!running && !scheduled) {
      scheduled = true;
      later(refreshAfter.toNanos(), () -> start(true));
    }
  }

  /** Something waits unusually long to become searchable: the process was paused, or is busy. */
  synchronized boolean overdue() {
    return refreshed < written && System.nanoTime() - unseenSince > UNSEEN_NANOS_MAX;
  }

  /** Completes when everything written before the call is searchable. */
  CompletionStage<Void> refreshed() {
    Waiter waiter;
    synchronized (this) {
      if (refreshed >= written) {
        return CompletableFuture.completedFuture(null);
      }
      waiter = new Waiter(written, new CompletableFuture<>());
      waiters.add(waiter);
    }
    start(false);
    return waiter.done();
  }

  private void start(boolean bySchedule) {
    long pause;
    synchronized (this) {
      scheduled = scheduled && !bySchedule;
      if (running || refreshed >= written) {
        return;
      }
      running = true;
      pause = lastEnd + lastDuration - System.nanoTime();
    }
    later(pause, this::refresh);
  }

  private void later(long nanos, Runnable task) {
    if (nanos <= 0) {
      executor.execute(task);
    } else {
      CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor).execute(task);
    }
  }

  private void refresh() {
    long version;
    synchronized (this) {
      version = written;
    }
    long start = System.nanoTime();
    RuntimeException failure = null;
    try {
      index.refresh();
    } catch (IOException | RuntimeException e) {
      LOG.warn("A refresh failed on node {}", node, e);
      failure = new NodeUnavailableException(node, "refresh failed: " + e);
    }
    finished(version, start, failure);
  }

  private void finished(long version, long start, RuntimeException failure) {
    List<Waiter> served = new ArrayList<>();
    boolean again;
    synchronized (this) {
      running = false;
      lastEnd = System.nanoTime();
      lastDuration = Math.min(lastEnd - start, PAUSE_MAX_NANOS);
      if (failure == null) {
        refreshed = version;
        unseenSince = start;
      }
      waiters.removeIf(waiter -> waiter.version() <= version && served.add(waiter));
      again = !waiters.isEmpty();
      if (!again && refreshed < written && !scheduled) {
        scheduled = true;
        later(refreshAfter.toNanos(), () -> start(true));
      }
    }
    for (Waiter waiter : served) {
      if (failure == null) {
        waiter.done().complete(null);
      } else {
        waiter.done().completeExceptionally(failure);
      }
    }
    if (again) {
      start(false);
    }
  }
}
