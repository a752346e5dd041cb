package io.miroir.catalog;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.routing.CatalogPart;
import io.miroir.routing.IndexRecord;
import io.miroir.routing.KeyRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Every index by its id, and which requests were done lately. Immutable.
 *
 * @param version counts events
 * @param indexes by index id as text
 * @param requests newest last
 * @param features names of the experimental features that are on
 * @param keys API keys, newest first
 */
record CatalogState(
    long version,
    Map<String, IndexRecord> indexes,
    List<DoneRequest> requests,
    Set<String> features,
    List<KeyRecord> keys)
    implements CborSerializable {

  /** Far more than can be repeated within the seconds in which a client repeats. */
  private static final int REQUESTS_MAX = 500;

  private static final Comparator<KeyRecord> NEWEST_FIRST =
      Comparator.comparing(KeyRecord::createdAt).reversed().thenComparing(KeyRecord::uid);

  static final CatalogState EMPTY = new CatalogState(0, Map.of(), List.of(), Set.of(), List.of());

  CatalogState {
    // Snapshots made before there were features or keys have none.
    features = features == null ? Set.of() : Set.copyOf(features);
    keys = keys == null ? List.of() : List.copyOf(keys);
  }

  /**
   * @param index as it was then, without its settings
   */
  record DoneRequest(String request, long version, Optional<IndexRecord> index)
      implements CborSerializable {}

  CatalogPart part() {
    return new CatalogPart(version, List.copyOf(indexes.values()), features, keys);
  }

  Optional<IndexRecord> index(IndexUid uid) {
    return indexes.values().stream().filter(index -> index.uid().equals(uid)).findFirst();
  }

  Optional<IndexRecord> index(IndexId id) {
    return Optional.ofNullable(indexes.get(id.value()));
  }

  Optional<DoneRequest> done(String request) {
    return requests.stream().filter(done -> done.request().equals(request)).findFirst();
  }

  CatalogState on(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.Created e -> with(e.index()).remember(e.request(), Optional.of(e.index()));
      case CatalogEvent.Deleted e -> without(e.index()).remember(e.request(), index(e.index()));
      case CatalogEvent.Updated e -> {
        CatalogState after = change(e.index(), index -> updated(index, e));
        yield after.remember(e.request(), after.index(e.index()));
      }
      case CatalogEvent.Moved e -> moved(e.moves()).remember(e.request(), Optional.empty());
      case CatalogEvent.SettingsChanged e -> {
        CatalogState after = change(e.index(), index -> settings(index, e));
        yield after.remember(e.request(), after.index(e.index()));
      }
      case CatalogEvent.FloorRaised e -> change(e.index(), index -> floor(index, e.floor()));
      case CatalogEvent.FactorChanged e ->
          change(e.index(), index -> factor(index, e.replicationFactor()));
      case CatalogEvent.Touched e -> {
        CatalogState after = this;
        for (IndexId id : e.indexes()) {
          after = after.change(id, index -> at(index, e.at()));
        }
        yield new CatalogState(version + 1, after.indexes(), requests, features, keys);
      }
      case CatalogEvent.FeaturesChanged e ->
          new CatalogState(version + 1, indexes, requests, e.on(), keys)
              .remember(e.request(), Optional.empty());
      case CatalogEvent.KeysStored e ->
          withKeys(e.instead() ? List.of() : keys, e.keys())
              .remember(e.request(), Optional.empty());
      case CatalogEvent.KeyDeleted e ->
          withKeys(keys.stream().filter(key -> !key.uid().equals(e.uid())).toList(), List.of())
              .remember(e.request(), Optional.empty());
    };
  }

  Optional<KeyRecord> key(String uid) {
    return keys.stream().filter(key -> key.uid().equals(uid)).findFirst();
  }

  private CatalogState withKeys(List<KeyRecord> kept, List<KeyRecord> stored) {
    Map<String, KeyRecord> all = new LinkedHashMap<>();
    kept.forEach(key -> all.put(key.uid(), key));
    stored.forEach(key -> all.put(key.uid(), key));
    List<KeyRecord> sorted = all.values().stream().sorted(NEWEST_FIRST).toList();
    return new CatalogState(version + 1, indexes, requests, features, sorted);
  }

  private CatalogState with(IndexRecord index) {
    Map<String, IndexRecord> changed = new HashMap<>(indexes);
    changed.put(index.id().value(), index);
    return new CatalogState(version + 1, changed, requests, features, keys);
  }

  private CatalogState without(IndexId id) {
    Map<String, IndexRecord> changed = new HashMap<>(indexes);
    changed.remove(id.value());
    return new CatalogState(version + 1, changed, requests, features, keys);
  }

  private CatalogState change(IndexId id, UnaryOperator<IndexRecord> how) {
    return index(id)
        .map(index -> with(how.apply(index)))
        .orElseGet(() -> new CatalogState(version + 1, indexes, requests, features, keys));
  }

  private CatalogState moved(List<CatalogEvent.Move> moves) {
    Map<String, IndexRecord> changed = new HashMap<>(indexes);
    for (CatalogEvent.Move move : moves) {
      changed.computeIfPresent(move.index().value(), (id, index) -> named(index, move.uid()));
    }
    return new CatalogState(version + 1, changed, requests, features, keys);
  }

  private CatalogState remember(String request, Optional<IndexRecord> index) {
    int from = Math.max(0, requests.size() + 1 - REQUESTS_MAX);
    List<DoneRequest> remembered = new ArrayList<>(requests.subList(from, requests.size()));
    remembered.add(new DoneRequest(request, version, index.map(CatalogState::withoutSettings)));
    return new CatalogState(version, indexes, remembered, features, keys);
  }

  private static IndexRecord updated(IndexRecord i, CatalogEvent.Updated e) {
    long settingsVersion = i.settingsVersion() + (i.primaryKey().equals(e.primaryKey()) ? 0 : 1);
    return new IndexRecord(
        i.id(),
        e.uid(),
        i.shards(),
        i.replicationFactor(),
        e.primaryKey(),
        settingsVersion,
        i.settingsFloor(),
        i.settings(),
        i.createdAt(),
        e.at());
  }

  private static IndexRecord named(IndexRecord i, IndexUid uid) {
    return new IndexRecord(
        i.id(),
        uid,
        i.shards(),
        i.replicationFactor(),
        i.primaryKey(),
        i.settingsVersion(),
        i.settingsFloor(),
        i.settings(),
        i.createdAt(),
        i.updatedAt());
  }

  private static IndexRecord settings(IndexRecord i, CatalogEvent.SettingsChanged e) {
    return new IndexRecord(
        i.id(),
        i.uid(),
        i.shards(),
        i.replicationFactor(),
        i.primaryKey(),
        i.settingsVersion() + 1,
        i.settingsFloor(),
        e.settings(),
        i.createdAt(),
        e.at());
  }

  private static IndexRecord floor(IndexRecord i, long floor) {
    return new IndexRecord(
        i.id(),
        i.uid(),
        i.shards(),
        i.replicationFactor(),
        i.primaryKey(),
        i.settingsVersion(),
        Math.max(i.settingsFloor(), floor),
        i.settings(),
        i.createdAt(),
        i.updatedAt());
  }

  private static IndexRecord factor(IndexRecord i, int replicationFactor) {
    return new IndexRecord(
        i.id(),
        i.uid(),
        i.shards(),
        replicationFactor,
        i.primaryKey(),
        i.settingsVersion(),
        i.settingsFloor(),
        i.settings(),
        i.createdAt(),
        i.updatedAt());
  }

  private static IndexRecord at(IndexRecord i, java.time.Instant at) {
    return new IndexRecord(
        i.id(),
        i.uid(),
        i.shards(),
        i.replicationFactor(),
        i.primaryKey(),
        i.settingsVersion(),
        i.settingsFloor(),
        i.settings(),
        i.createdAt(),
        at.isAfter(i.updatedAt()) ? at : i.updatedAt());
  }

  static IndexRecord withoutSettings(IndexRecord i) {
    return new IndexRecord(
        i.id(),
        i.uid(),
        i.shards(),
        i.replicationFactor(),
        i.primaryKey(),
        i.settingsVersion(),
        i.settingsFloor(),
        "{}",
        i.createdAt(),
        i.updatedAt());
  }
}
