package io.miroir.routing;

import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** This member's routing table; readable at any time from any thread. */
public interface RoutingTables {

  RoutingTable current();

  /**
   * Whether no replica that is in sync in the table read after this call missed a write that was
   * acknowledged before it. False when the owner of the topology has not been heard of for some
   * time: this member may be cut off, or was paused, and others may have gone on without it.
   */
  default boolean confirmed() {
    return true;
  }

  /**
   * The first table, now or later, that fulfils a condition; fails with a timeout after a few
   * seconds. For what was just changed through a singleton and must be seen here before going on.
   */
  CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition);

  /**
   * Calls the listener with the current table and then with newer ones, in order, on some other
   * thread; a listener that is slower than the changes misses those in between, never the newest.
   */
  void subscribe(java.util.function.Consumer<RoutingTable> listener);
}
