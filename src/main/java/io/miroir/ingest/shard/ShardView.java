package io.miroir.ingest.shard;

import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.Map;

/**
 * A shard entity as operators see it.
 *
 * @param member where it runs
 * @param open false while it still gathers its replicas
 * @param sequence the last one given out in this epoch
 * @param replicas those that take writes: true for in sync, false for being filled
 */
public record ShardView(
    ShardId shard,
    String member,
    int epoch,
    boolean open,
    long sequence,
    int inFlight,
    int waiting,
    long waitingBytes,
    Map<NodeId, Boolean> replicas)
    implements CborSerializable {}
