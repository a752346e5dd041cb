package io.miroir.testing;

import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A routing table that the test sets. */
public final class FixedTables implements RoutingTables {
  private volatile RoutingTable table = RoutingTable.EMPTY;

  public void set(RoutingTable next) {
    table = next;
  }

  @Override
  public RoutingTable current() {
    return table;
  }

  @Override
  public CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
    return condition.test(table)
        ? CompletableFuture.completedFuture(table)
        : CompletableFuture.failedFuture(new java.util.concurrent.TimeoutException());
  }

  @Override
  public void subscribe(Consumer<RoutingTable> listener) {
    listener.accept(table);
  }
}
