package io.miroir.node.embedded;

import io.miroir.engine.EngineIndex;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One index on this node, from the first call that needs it on; the engine's index may come later.
 */
final class HostedIndex {
  private final CompletableFuture<EngineIndex> opening;
  private final CompletableFuture<RefreshLane> refreshing;
  private final WriteLane writes;

  HostedIndex(
      CompletableFuture<EngineIndex> opening,
      CompletableFuture<RefreshLane> refreshing,
      WriteLane writes) {
    this.opening = opening;
    this.refreshing = refreshing;
    this.writes = writes;
  }

  CompletionStage<EngineIndex> index() {
    return opening;
  }

  WriteLane writes() {
    return writes;
  }

  CompletionStage<Void> searchable() {
    return refreshing.thenCompose(RefreshLane::refreshed);
  }

  /** A read must wait until it is searchable: writers no longer wait for it. */
  boolean overdue() {
    return refreshing.isDone()
        && !refreshing.isCompletedExceptionally()
        && refreshing.join().overdue();
  }

  boolean ready() {
    return opening.isDone() && !opening.isCompletedExceptionally();
  }
}
