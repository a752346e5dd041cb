package io.miroir.node.meilisearch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Where calls to nodes wait for answers without holding a platform thread. */
final class VirtualThreads {
  static final Executor EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();

  private VirtualThreads() {}

  /** A node's own refusal becomes the problem that the client reads. */
  static <T> CompletionStage<T> call(Supplier<T> body) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return body.get();
          } catch (NodeRefusal e) {
            throw e.problem();
          }
        },
        EXECUTOR);
  }

  /** Lets others go first for a while, on a virtual thread. */
  static void pause(Duration time) {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
        .join();
  }
}
