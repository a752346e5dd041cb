package io.miroir.engine;

import io.miroir.model.WriteOperation;
import java.util.List;

/** Operations of one shard, in sequence order. */
public record ShardWrite(int shard, List<WriteOperation> operations) {}
