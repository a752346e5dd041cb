package io.miroir.catalog;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides each change of one index from the state alone, in Meilisearch's words. Pure. */
final class CatalogRules {
  /** Words compress to a third at least, and 8 MiB compressed can be published. */
  private static final long SETTINGS_CHARS_MAX = 24 * 1024 * 1024;

  private CatalogRules() {}

  private static long settingsChars(CatalogState state) {
    return state.indexes().values().stream().mapToLong(index -> index.settings().length()).sum();
  }

  /**
   * @param fresh the index as it would be
   */
  static Decision create(CatalogState state, String request, IndexRecord fresh) {
    return state.index(fresh.uid()).isPresent()
        ? alreadyExists(fresh.uid())
        : new Decision.Happens(new CatalogEvent.Created(request, fresh));
  }

  static Decision ensure(CatalogState state, String request, IndexRecord fresh) {
    return state
        .index(fresh.uid())
        .<Decision>map(index -> new Decision.Already(Optional.of(index.id())))
        .orElseGet(() -> new Decision.Happens(new CatalogEvent.Created(request, fresh)));
  }

  static Decision delete(CatalogState state, String request, IndexUid uid) {
    return state
        .index(uid)
        .<Decision>map(index -> new Decision.Happens(new CatalogEvent.Deleted(request, index.id())))
        .orElseGet(() -> notFound(uid));
  }

  static Decision update(
      CatalogState state,
      String request,
      IndexUid uid,
      Optional<String> primaryKey,
      boolean hasDocuments,
      Optional<IndexUid> newUid,
      Instant now) {
    Optional<IndexRecord> found = state.index(uid);
    if (found.isEmpty()) {
      return notFound(uid);
    }
    IndexRecord index = found.get();
    IndexUid name = newUid.orElse(uid);
    if (!name.equals(uid) && state.index(name).isPresent()) {
      return alreadyExists(name);
    }
    Optional<String> before = index.primaryKey();
    if (primaryKey.isPresent() && hasDocuments && before.isPresent()) {
      return Decision.refused(
          ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS,
          "Index `%s`: Index already has a primary key: `%s`.".formatted(uid, before.get()));
    }
    Optional<String> after = primaryKey.or(() -> before);
    if (name.equals(uid) && after.equals(before)) {
      return new Decision.Already(Optional.of(index.id()));
    }
    return new Decision.Happens(new CatalogEvent.Updated(request, index.id(), name, after, now));
  }

  static Decision updateSettings(
      CatalogState state, String request, IndexUid uid, String patch, Instant now) {
    Optional<IndexRecord> index = state.index(uid);
    if (index.isEmpty()) {
      return notFound(uid);
    }
    try {
      Settings before = SettingsJson.parse(index.get().settings());
      String after = SettingsJson.stored(SettingsPatch.parse(patch).applyTo(before));
      if (settingsChars(state) - index.get().settings().length() + after.length()
          > SETTINGS_CHARS_MAX) {
        return Decision.refused(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "The settings of all indexes together are too large for the cluster to publish.");
      }
      return new Decision.Happens(
          new CatalogEvent.SettingsChanged(request, index.get().id(), after, now));
    } catch (ProblemException e) {
      return new Decision.Refused(e.problem().inIndex(uid.value()));
    }
  }

  /** The key that an index has wins over one that is proposed. */
  static Decision fixPrimaryKey(
      CatalogState state, String request, IndexId id, String primaryKey, Instant now) {
    Optional<IndexRecord> index = state.index(id);
    if (index.isEmpty()) {
      return Decision.refused(ErrorCode.INDEX_NOT_FOUND, "Index `" + id + "` not found.");
    }
    if (index.get().primaryKey().isPresent()) {
      return new Decision.Already(Optional.of(id));
    }
    return new Decision.Happens(
        new CatalogEvent.Updated(request, id, index.get().uid(), Optional.of(primaryKey), now));
  }

  static Decision raiseFloor(CatalogState state, IndexId id, long settingsVersion) {
    Optional<IndexRecord> index = state.index(id);
    if (index.isEmpty() || index.get().settingsFloor() >= settingsVersion) {
      return new Decision.Already(Optional.empty());
    }
    // Never above what there is: nothing could be read any more.
    long floor = Math.min(settingsVersion, index.get().settingsVersion());
    return floor <= index.get().settingsFloor()
        ? new Decision.Already(Optional.of(id))
        : new Decision.Happens(new CatalogEvent.FloorRaised(id, floor));
  }

  static Decision setReplicationFactor(CatalogState state, IndexId id, int factor) {
    Optional<IndexRecord> index = state.index(id);
    if (index.isEmpty()) {
      return Decision.refused(ErrorCode.INDEX_NOT_FOUND, "Index `" + id + "` not found.");
    }
    return index.get().replicationFactor() == factor
        ? new Decision.Already(Optional.of(id))
        : new Decision.Happens(new CatalogEvent.FactorChanged(id, factor));
  }

  static Decision switchFeatures(CatalogState state, String request, Map<String, Boolean> flags) {
    Set<String> on = new TreeSet<>(state.features());
    flags.forEach(
        (feature, wanted) -> {
          if (wanted) {
            on.add(feature);
          } else {
            on.remove(feature);
          }
        });
    return on.equals(state.features())
        ? new Decision.Already(Optional.empty())
        : new Decision.Happens(new CatalogEvent.FeaturesChanged(request, on));
  }

  static Decision notFound(IndexUid uid) {
    return Decision.refused(ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.");
  }

  private static Decision alreadyExists(IndexUid uid) {
    return Decision.refused(ErrorCode.INDEX_ALREADY_EXISTS, "Index `" + uid + "` already exists.");
  }
}
