package io.miroir.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexRecord;
import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What happened to the catalog. Stored for good: names and meanings never change. {@code request}
 * names the command, so that its repetition is recognised.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CatalogEvent.Created.class, name = "created"),
  @JsonSubTypes.Type(value = CatalogEvent.Deleted.class, name = "deleted"),
  @JsonSubTypes.Type(value = CatalogEvent.Updated.class, name = "updated"),
  @JsonSubTypes.Type(value = CatalogEvent.Moved.class, name = "moved"),
  @JsonSubTypes.Type(value = CatalogEvent.SettingsChanged.class, name = "settings-changed"),
  @JsonSubTypes.Type(value = CatalogEvent.FloorRaised.class, name = "floor-raised"),
  @JsonSubTypes.Type(value = CatalogEvent.FeaturesChanged.class, name = "features-changed"),
  @JsonSubTypes.Type(value = CatalogEvent.KeysStored.class, name = "keys-stored"),
  @JsonSubTypes.Type(value = CatalogEvent.KeyDeleted.class, name = "key-deleted"),
  @JsonSubTypes.Type(value = CatalogEvent.FactorChanged.class, name = "factor-changed"),
  @JsonSubTypes.Type(value = CatalogEvent.Touched.class, name = "touched")
})
sealed interface CatalogEvent extends CborSerializable {

  record Created(String request, IndexRecord index) implements CatalogEvent {}

  record Deleted(String request, IndexId index) implements CatalogEvent {}

  /** The primary key and/or the uid, as they are from now on. */
  record Updated(
      String request, IndexId index, IndexUid uid, Optional<String> primaryKey, Instant at)
      implements CatalogEvent {}

  /** Several indexes get other uids at once. */
  record Moved(String request, List<Move> moves) implements CatalogEvent {}

  record Move(IndexId index, IndexUid uid) {}

  /** The settings as a whole, so that a replay depends on no rule of merging. */
  record SettingsChanged(String request, IndexId index, String settings, Instant at)
      implements CatalogEvent {}

  record FloorRaised(IndexId index, long floor) implements CatalogEvent {}

  /** So many copies of each shard in a group from now on. */
  record FactorChanged(IndexId index, int replicationFactor) implements CatalogEvent {}

  /** All experimental features that are on from now on. */
  record FeaturesChanged(String request, Set<String> on) implements CatalogEvent {}

  /**
   * API keys as they are from now on.
   *
   * @param instead of all there were; else beside the others
   */
  record KeysStored(String request, List<KeyRecord> keys, boolean instead)
      implements CatalogEvent {}

  record KeyDeleted(String request, String uid) implements CatalogEvent {}

  record Touched(List<IndexId> indexes, Instant at) implements CatalogEvent {}

  /** How an event lies in the journal: the class name Akka stores with it is this one, always. */
  record Stored(CatalogEvent event) implements CborSerializable {}
}
