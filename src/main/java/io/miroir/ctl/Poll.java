package io.miroir.ctl;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks again until there is an answer: what another process will do sends us no signal. */
public final class Poll {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Poll() {}

  /** The first answer; empty when the time was over before one came. */
  public static <T> Optional<T> until(Duration time, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent() || System.nanoTime() - end > 0) {
        return answer;
      }
      pause(PAUSE);
    }
  }

  static void pause(Duration time) {
    Executor later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture.runAsync(() -> {}, later).join();
  }
}
