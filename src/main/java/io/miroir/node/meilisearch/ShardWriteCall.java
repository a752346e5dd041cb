package io.miroir.node.meilisearch;

import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.WriteOutcome;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A write that waits for its round.
 *
 * @param previous as in {@link io.miroir.node.NodeWrite}
 * @param repair its operations are copies, outside the sequence
 */
record ShardWriteCall(
    ShardId shard,
    int epoch,
    long previous,
    boolean repair,
    List<WriteOperation> operations,
    Instant deadline,
    CompletableFuture<WriteOutcome> outcome) {

  long bytes() {
    return operations.stream().mapToLong(op -> op.document().length + 64L).sum();
  }
}
