package io.miroir.boot;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For what fails for a moment when members start at once, such as an H2 file changing hands. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private Patience() {}

  /** The first success; after a minute of failures, the last of them. Blocks. */
  static <T> T untilItWorks(Callable<T> attempt) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return attempt.call();
      } catch (Exception e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        LOG.info("Trying again: {}", e.getMessage());
        CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
            .join();
      }
    }
  }
}
