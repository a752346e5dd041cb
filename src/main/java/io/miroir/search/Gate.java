package io.miroir.search;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import kamon.metric.Timer;

/** Bounds how many queries this member answers at once; those over the bound are refused early. */
final class Gate {
  private final int max;
  private final AtomicInteger inFlight = new AtomicInteger();

  Gate(int max) {
    this.max = max;
  }

  <T> CompletionStage<T> pass(Timer timer, Supplier<CompletionStage<T>> query) {
    if (inFlight.incrementAndGet() > max) {
      inFlight.decrementAndGet();
      SearchMetrics.refused();
      return CompletableFuture.failedFuture(
          ProblemException.of(
              ErrorCode.TOO_MANY_SEARCH_REQUESTS,
              "Too many search requests running at the same time: " + max + ". Retry after 10s."));
    }
    long start = System.nanoTime();
    CompletionStage<T> stage;
    try {
      stage = query.get();
    } catch (RuntimeException bug) {
      stage = CompletableFuture.failedFuture(bug);
    }
    return stage.whenComplete(
        (value, failure) -> {
          inFlight.decrementAndGet();
          timer.record(System.nanoTime() - start);
        });
  }
}
