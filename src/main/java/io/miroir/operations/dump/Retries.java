package io.miroir.operations.dump;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Repeats calls that fail because a part of the cluster is away. */
final class Retries {
  private static final Duration PAUSE_MIN = Duration.ofMillis(250);

  private Retries() {}

  /** Until it succeeds, fails for a reason of its own, or the time is over; with growing pauses. */
  static <T> CompletableFuture<T> until(
      Instant deadline, Duration pauseMax, Supplier<CompletionStage<T>> call) {
    return attempt(deadline, PAUSE_MIN, pauseMax, call);
  }

  private static <T> CompletableFuture<T> attempt(
      Instant deadline, Duration pause, Duration pauseMax, Supplier<CompletionStage<T>> call) {
    return call.get()
        .toCompletableFuture()
        .exceptionallyCompose(
            failure -> {
              if (!passes(failure) || Instant.now().plus(pause).isAfter(deadline)) {
                return CompletableFuture.failedFuture(failure);
              }
              Duration next = pause.multipliedBy(2);
              return CompletableFuture.runAsync(
                      () -> {},
                      CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(
                      paused ->
                          attempt(
                              deadline,
                              next.compareTo(pauseMax) < 0 ? next : pauseMax,
                              pauseMax,
                              call));
            });
  }

  private static boolean passes(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ProblemException problem
        && (problem.problem().code() == ErrorCode.MIROIR_UNAVAILABLE
            || problem.problem().code() == ErrorCode.MIROIR_NO_QUORUM);
  }
}
