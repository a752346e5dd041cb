package io.miroir.node;

import io.miroir.model.CborSerializable;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import java.util.List;

/**
 * A run of operations of one shard for one replica.
 *
 * @param previous sequence number of the last operation sent to this replica before; a replica that
 *     has not got it refuses with {@link WriteOutcome.Gap}. -1: do not check (a new owner's first
 *     write after it compared sequences)
 */
public record NodeWrite(ShardId shard, long previous, List<WriteOperation> operations)
    implements CborSerializable {}
