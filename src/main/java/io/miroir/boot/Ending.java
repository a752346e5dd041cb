package io.miroir.boot;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be released at the end, each in its phase of Akka's coordinated shutdown. A release
 * that fails is told and does not keep the others from theirs.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** Something to release; may block. */
  @FunctionalInterface
  interface Release {
    void run() throws Exception;
  }

  private final CoordinatedShutdown shutdown;
  private final Executor blocking;

  Ending(ActorSystem<?> system) {
    this.shutdown = CoordinatedShutdown.get(system);
    this.blocking = system.dispatchers().lookup(akka.actor.typed.DispatcherSelector.blocking());
  }

  /** When shards have been handed over and this member has left: nobody asks its node any more. */
  void afterLeaving(String name, Release release) {
    add(CoordinatedShutdown.PhaseClusterShutdown(), name, release);
  }

  /** Last of all before the actors end. */
  void last(String name, Release release) {
    add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), name, release);
  }

  private void add(String phase, String name, Release release) {
    shutdown.addTask(
        phase,
        name,
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  run(name, release);
                  return Done.getInstance();
                },
                blocking));
  }

  private static void run(String name, Release release) {
    try {
      release.run();
    } catch (Exception e) {
      LOG.warn("At the end, {} failed", name, e);
    }
  }
}
