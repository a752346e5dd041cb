package io.miroir.catalog;

import io.miroir.model.Feature;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * This member's door to the catalog singleton. A change has been persisted when its stage
 * completes, and the index it answers with is allocated and in this member's routing table.
 * Expected refusals fail with {@link io.miroir.model.ProblemException} carrying Meilisearch's code
 * and message (index_not_found, index_already_exists, index_primary_key_already_exists,
 * invalid_settings_…).
 */
public interface Catalog {

  /** Settings of a new index beyond the cluster's defaults; empty for the defaults. */
  record Shape(OptionalInt shards, OptionalInt replicationFactor) {
    public static final Shape DEFAULT = new Shape(OptionalInt.empty(), OptionalInt.empty());
  }

  /** One pair of a swap; {@code rename} moves {@code left} to the unused uid {@code right}. */
  record Swap(IndexUid left, IndexUid right, boolean rename) {}

  /**
   * From the routing table, or, when it is not there, from the singleton itself: no false "not
   * found".
   */
  CompletionStage<Optional<IndexEntry>> find(IndexUid uid);

  CompletionStage<IndexEntry> create(IndexUid uid, Optional<String> primaryKey, Shape shape);

  /** The index of this uid, made if there is none. */
  CompletionStage<IndexEntry> ensure(IndexUid uid);

  /**
   * Changes the primary key (refused while there are documents, which the caller has checked)
   * and/or the uid.
   */
  CompletionStage<IndexEntry> update(
      IndexUid uid, Optional<String> primaryKey, boolean hasDocuments, Optional<IndexUid> newUid);

  /**
   * Forgets the uid at once; nodes drop the incarnation later by themselves. Completes with what
   * was deleted.
   */
  CompletionStage<IndexEntry> delete(IndexUid uid);

  /** All pairs or none. */
  CompletionStage<Void> swap(List<Swap> swaps);

  /**
   * Applies a settings patch (a JSON object as {@code PATCH /settings} takes it, already checked
   * for what can be checked without the stored settings). The answer carries the new settings
   * version.
   */
  CompletionStage<IndexEntry> updateSettings(IndexUid uid, String patchJson);

  /**
   * Raises the settings floor: every in-sync replica serves this version, so a node below it has
   * missed a change.
   */
  CompletionStage<Void> raiseSettingsFloor(IndexId index, long settingsVersion);

  /** Fixes the primary key if there is none yet; answers with the one that holds from now on. */
  CompletionStage<String> fixPrimaryKey(IndexId index, String primaryKey);

  /**
   * Sets how many copies of each shard there shall be in a group from now on; who asks for it makes
   * or drops them.
   *
   * @param factor 1 to 16
   */
  CompletionStage<Void> setReplicationFactor(IndexId index, int factor);

  /** Whether an experimental feature is on, as this member knows it. */
  boolean has(Feature feature);

  /** Switches experimental features on or off; those not named stay as they are. */
  CompletionStage<Void> switchFeatures(Map<Feature, Boolean> flags);

  /** Notes that documents or settings changed, for {@code updatedAt}; never fails, may be lost. */
  void touch(IndexId index);
}
