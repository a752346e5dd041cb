package io.miroir.node.embedded;

import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.NodeUnavailableException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs blocking reads on a bounded pool: refuses early when full, drops what is too late. */
final class ReadPool {
  private static final Logger LOG = LoggerFactory.getLogger(ReadPool.class);

  interface Read<T> {
    T run() throws IOException;
  }

  private final NodeId node;
  private final Executor executor;
  private final int limit;
  private final InstantSource clock;
  private final AtomicInteger running = new AtomicInteger();

  ReadPool(NodeId node, Executor executor, int limit, InstantSource clock) {
    this.node = node;
    this.executor = executor;
    this.limit = limit;
    this.clock = clock;
  }

  /** Reads running or waiting. */
  int running() {
    return running.get();
  }

  <T> CompletionStage<T> submit(Instant deadline, Read<T> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (running.incrementAndGet() > limit) {
      running.decrementAndGet();
      result.completeExceptionally(
          new NodeUnavailableException(node, "expected at most " + limit + " reads at once"));
      return result;
    }
    try {
      executor.execute(() -> run(deadline, read, result));
    } catch (RejectedExecutionException e) {
      running.decrementAndGet();
      result.completeExceptionally(new NodeUnavailableException(node, "it is stopping"));
    }
    return result;
  }

  private <T> void run(Instant deadline, Read<T> read, CompletableFuture<T> result) {
    try {
      if (clock.instant().isAfter(deadline)) {
        throw new NodeUnavailableException(node, "the deadline passed in the queue");
      }
      T value = read.run();
      running.decrementAndGet();
      result.complete(value);
    } catch (ProblemException | NodeUnavailableException expected) {
      running.decrementAndGet();
      result.completeExceptionally(expected);
    } catch (IOException | RuntimeException e) {
      running.decrementAndGet();
      LOG.warn("A read failed on node {}", node, e);
      result.completeExceptionally(new NodeUnavailableException(node, "read failed: " + e));
    }
  }
}
