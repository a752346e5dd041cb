package io.miroir.node;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import java.util.Map;

/**
 * What waits and runs on one embedded node.
 *
 * @param queuedWrites runs of operations waiting for the engine, by index used since the start
 * @param queuedBytes documents in them
 * @param reads running or waiting
 */
public record NodeFigures(
    NodeId node, int indexes, Map<IndexId, Integer> queuedWrites, long queuedBytes, int reads)
    implements CborSerializable {}
