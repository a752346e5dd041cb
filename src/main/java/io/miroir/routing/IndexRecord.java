package io.miroir.routing;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import java.time.Instant;
import java.util.Optional;

/**
 * One index as the catalog publishes it: an {@link IndexEntry} without its allocation.
 *
 * @param settings the JSON of {@code GET /indexes/{uid}/settings}
 */
public record IndexRecord(
    IndexId id,
    IndexUid uid,
    int shards,
    int replicationFactor,
    Optional<String> primaryKey,
    long settingsVersion,
    long settingsFloor,
    String settings,
    Instant createdAt,
    Instant updatedAt)
    implements CborSerializable {}
