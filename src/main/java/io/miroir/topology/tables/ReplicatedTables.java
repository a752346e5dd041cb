package io.miroir.topology.tables;

import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the routing table that {@link TableReplicator} makes, for readers on any thread. */
public final class ReplicatedTables implements RoutingTables {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedTables.class);
  private static final Duration AWAIT = Duration.ofSeconds(8);

  private record Waiter(
      Predicate<RoutingTable> condition, CompletableFuture<RoutingTable> answer) {}

  private final Executor executor;
  private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile RoutingTable current = RoutingTable.EMPTY;
  private volatile long noted = System.nanoTime() - TableNoted.LEASE.toNanos();

  /**
   * @param executor runs listeners and what callers chain to {@link #await}
   */
  public ReplicatedTables(Executor executor) {
    this.executor = executor;
  }

  @Override
  public RoutingTable current() {
    return current;
  }

  @Override
  public boolean confirmed() {
    return System.nanoTime() - noted < TableNoted.LEASE.toNanos();
  }

  /** The owner of the topology counts on this member, from when it sent its confirmation on. */
  void noted(long sentNanos) {
    if (sentNanos - noted > 0) {
      noted = sentNanos;
    }
  }

  @Override
  public CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
    CompletableFuture<RoutingTable> answer = new CompletableFuture<>();
    Waiter waiter = new Waiter(condition, answer);
    waiters.add(waiter);
    answer
        .orTimeout(AWAIT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((table, failure) -> waiters.remove(waiter));
    // After it was added, so that a table that comes in between is not missed.
    check(waiter, current);
    return answer.thenApplyAsync(table -> table, executor);
  }

  @Override
  public void subscribe(Consumer<RoutingTable> consumer) {
    Listener listener = new Listener(consumer);
    listeners.add(listener);
    listener.wake();
  }

  /** Only the replicator calls this, with ever newer tables. */
  void publish(RoutingTable table) {
    current = table;
    waiters.forEach(waiter -> check(waiter, table));
    listeners.forEach(Listener::wake);
  }

  private static void check(Waiter waiter, RoutingTable table) {
    try {
      if (waiter.condition().test(table)) {
        waiter.answer().complete(table);
      }
    } catch (RuntimeException e) {
      waiter.answer().completeExceptionally(e);
    }
  }

  /**
   * Runs one listener on one thread at a time; tables that were overtaken meanwhile are skipped.
   */
  private final class Listener implements Runnable {
    private final Consumer<RoutingTable> consumer;
    private final AtomicInteger wakes = new AtomicInteger();

    Listener(Consumer<RoutingTable> consumer) {
      this.consumer = consumer;
    }

    void wake() {
      if (wakes.getAndIncrement() == 0) {
        executor.execute(this);
      }
    }

    @Override
    public void run() {
      int seen;
      do {
        seen = wakes.get();
        try {
          consumer.accept(current);
        } catch (RuntimeException e) {
          LOG.error("a listener of the routing table failed", e);
        }
      } while (!wakes.compareAndSet(seen, 0));
    }
  }
}
