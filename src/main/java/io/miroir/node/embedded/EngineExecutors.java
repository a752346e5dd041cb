package io.miroir.node.embedded;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.Executor;

/**
 * The threads on which engine calls block, by kind, so that none starves another; each pool is of
 * fixed size.
 */
public record EngineExecutors(
    Executor write, Executor refresh, Executor search, Executor maintenance) {

  /** The dispatchers {@code engine-write}, {@code engine-refresh}, … of the configuration. */
  public static EngineExecutors of(ActorSystem<?> system) {
    return new EngineExecutors(
        dispatcher(system, "engine-write"),
        dispatcher(system, "engine-refresh"),
        dispatcher(system, "engine-search"),
        dispatcher(system, "engine-maintenance"));
  }

  private static Executor dispatcher(ActorSystem<?> system, String name) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(name));
  }
}
