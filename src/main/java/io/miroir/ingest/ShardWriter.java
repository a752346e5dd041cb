package io.miroir.ingest;

import io.miroir.ingest.shard.ShardReply;
import io.miroir.model.IndexId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends runs of operations to their shards: all shards at once, the slices of one shard one after
 * the other, because a slice that had to be repeated must not overtake the next one.
 */
final class ShardWriter {
  private final IngestServices services;
  private final ByteGate gate;

  ShardWriter(IngestServices services) {
    this.services = services;
    this.gate = new ByteGate(services.config().inFlightBytesMax());
  }

  /** Completes with what each shard said, whatever that is. */
  CompletionStage<ShardResults> write(IndexId index, Map<Integer, ShardSlices.Run> runs) {
    Map<Integer, CompletableFuture<ShardReply>> replies = new TreeMap<>();
    runs.forEach(
        (shard, run) ->
            replies.put(
                shard,
                rest(new ShardId(index, shard), run, new ShardReply.Unknown("nothing to write"))
                    .toCompletableFuture()));
    return gathered(replies);
  }

  static CompletionStage<ShardResults> gathered(
      Map<Integer, CompletableFuture<ShardReply>> replies) {
    return CompletableFuture.allOf(replies.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Integer, ShardReply> results = new TreeMap<>();
              replies.forEach((shard, reply) -> results.put(shard, reply.join()));
              return new ShardResults(results);
            });
  }

  private CompletionStage<ShardReply> rest(ShardId shard, ShardSlices.Run run, ShardReply soFar) {
    return CompletableFuture.supplyAsync(run::next, services.blocking())
        .thenCompose(operations -> slice(shard, operations))
        .thenCompose(
            reply -> {
              ShardReply both =
                  soFar instanceof ShardReply.Written ? ShardResults.both(soFar, reply) : reply;
              boolean goOn = reply instanceof ShardReply.Written && run.hasNext();
              return goOn ? rest(shard, run, both) : CompletableFuture.completedFuture(both);
            });
  }

  private CompletionStage<ShardReply> slice(ShardId shard, List<WriteOperation> operations) {
    long bytes = ShardSlices.weight(operations);
    return gate.enter(bytes)
        .thenCompose(
            entered -> {
              Instant deadline = services.clock().instant().plus(services.config().sliceTimeout());
              return services.shards().write(shard, operations, deadline);
            })
        .whenComplete((reply, failure) -> gate.leave(bytes));
  }
}
