package io.miroir.operations.saga;

import io.miroir.catalog.Catalog;
import io.miroir.topology.Topology;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Does what steps ask for; each call is harmless when it is made twice. */
record Hands(Topology topology, Catalog catalog) {

  /** Fails with the reason when it was refused, or did not come to an end in time. */
  CompletionStage<?> carryOut(Action action) {
    return switch (action) {
      case Action.AddCopy a -> topology.addReplica(a.shard(), a.node(), a.reason());
      case Action.RemoveCopy a ->
          topology.removeReplica(a.shard(), a.node(), a.successor(), a.reason());
      case Action.Drain a -> topology.drain(a.node(), a.draining(), a.reason());
      case Action.Forget a -> topology.remove(a.node());
      case Action.SetFactor a -> catalog.setReplicationFactor(a.index(), a.factor());
      case Action.Wait a -> CompletableFuture.completedFuture(null);
      case Action.Done a -> CompletableFuture.completedFuture(null);
      case Action.Impossible a -> CompletableFuture.completedFuture(null);
    };
  }
}
