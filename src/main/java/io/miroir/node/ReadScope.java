package io.miroir.node;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import java.time.Instant;

/**
 * What one node is asked to answer for.
 *
 * @param shards ascending; the answer holds their documents only
 * @param settingsFloor a node serving an older settings version refuses as unavailable
 * @param deadline by the asker's clock; crosses the wire as time left
 */
public record ReadScope(IndexId index, int[] shards, long settingsFloor, Instant deadline)
    implements CborSerializable {}
