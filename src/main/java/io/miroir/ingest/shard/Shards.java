package io.miroir.ingest.shard;

import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks shards to write; stages always complete normally, by the deadline. */
public interface Shards {

  CompletionStage<ShardReply> write(
      ShardId shard, List<WriteOperation> operations, Instant deadline);

  /**
   * @param checkOnly tells whether the filter is allowed, deletes nothing
   */
  CompletionStage<ShardReply> deleteByFilter(
      ShardId shard, String filter, boolean checkOnly, Instant deadline);
}
