package io.miroir.routing;

import io.miroir.engine.settings.Settings;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One index as the routing table has it.
 *
 * @param settingsVersion grows with every change of settings or primary key
 * @param settingsFloor the newest version that every in-sync replica served once; a node below it
 *     is not read
 * @param allocation replicas by shard number; an inner list may be empty while the topology has not
 *     placed them yet
 */
public record IndexEntry(
    IndexId id,
    IndexUid uid,
    int shards,
    int replicationFactor,
    Optional<String> primaryKey,
    long settingsVersion,
    long settingsFloor,
    Settings settings,
    Instant createdAt,
    Instant updatedAt,
    List<List<Replica>> allocation) {

  public List<Replica> replicas(int shard) {
    return shard < allocation.size() ? allocation.get(shard) : List.of();
  }
}
