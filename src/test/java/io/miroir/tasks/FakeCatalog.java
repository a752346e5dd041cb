package io.miroir.tasks;

import io.miroir.catalog.Catalog;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A catalog in memory that is its own routing table: one shard per index, on node {@code n}. */
final class FakeCatalog implements Catalog, RoutingTables {
  private final Map<IndexUid, IndexEntry> entries = new TreeMap<>();
  private int made;
  volatile long floorRaisedTo = -1;

  private IndexEntry entry(IndexUid uid, IndexId id, Optional<String> key, long version) {
    Replica replica = new Replica(new NodeId("n"), new GroupId("g"), Replica.State.IN_SYNC);
    return new IndexEntry(
        id,
        uid,
        1,
        1,
        key,
        version,
        0,
        Settings.DEFAULT,
        Instant.EPOCH,
        Instant.EPOCH,
        List.of(List.of(replica)));
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static <T> CompletionStage<T> refused(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(ProblemException.of(code, message));
  }

  @Override
  public synchronized CompletionStage<Optional<IndexEntry>> find(IndexUid uid) {
    return done(Optional.ofNullable(entries.get(uid)));
  }

  @Override
  public synchronized CompletionStage<IndexEntry> create(
      IndexUid uid, Optional<String> primaryKey, Shape shape) {
    if (entries.containsKey(uid)) {
      return refused(ErrorCode.INDEX_ALREADY_EXISTS, "Index `" + uid + "` already exists.");
    }
    IndexEntry entry = entry(uid, new IndexId("i" + made++), primaryKey, 1);
    entries.put(uid, entry);
    return done(entry);
  }

  @Override
  public synchronized CompletionStage<IndexEntry> ensure(IndexUid uid) {
    return entries.containsKey(uid)
        ? done(entries.get(uid))
        : create(uid, Optional.empty(), Shape.DEFAULT);
  }

  @Override
  public synchronized CompletionStage<IndexEntry> update(
      IndexUid uid, Optional<String> key, boolean hasDocuments, Optional<IndexUid> newUid) {
    IndexEntry old = entries.get(uid);
    if (key.isPresent() && hasDocuments) {
      return refused(
          ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS, "Index already has a primary key: `id`.");
    }
    entries.remove(uid);
    IndexUid name = newUid.orElse(uid);
    entries.put(name, entry(name, old.id(), key.or(old::primaryKey), old.settingsVersion() + 1));
    return done(entries.get(name));
  }

  @Override
  public synchronized CompletionStage<IndexEntry> delete(IndexUid uid) {
    return done(entries.remove(uid));
  }

  @Override
  public synchronized CompletionStage<Void> swap(List<Swap> swaps) {
    for (Swap swap : swaps) {
      if (!entries.containsKey(swap.left())) {
        return refused(ErrorCode.INDEX_NOT_FOUND, "Index `" + swap.left() + "` not found.");
      }
    }
    for (Swap swap : swaps) {
      IndexEntry left = entries.remove(swap.left());
      IndexEntry right = entries.remove(swap.right());
      entries.put(swap.right(), left);
      if (right != null) {
        entries.put(swap.left(), right);
      }
    }
    return done(null);
  }

  @Override
  public synchronized CompletionStage<IndexEntry> updateSettings(IndexUid uid, String patchJson) {
    if (patchJson.contains("bad")) {
      return refused(ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE, "bad sizes");
    }
    IndexEntry old = entries.get(uid);
    entries.put(uid, entry(uid, old.id(), old.primaryKey(), old.settingsVersion() + 1));
    return done(entries.get(uid));
  }

  @Override
  public CompletionStage<Void> setReplicationFactor(IndexId index, int factor) {
    throw new UnsupportedOperationException("no task changes it");
  }

  @Override
  public CompletionStage<Void> raiseSettingsFloor(IndexId index, long settingsVersion) {
    floorRaisedTo = settingsVersion;
    return done(null);
  }

  @Override
  public CompletionStage<String> fixPrimaryKey(IndexId index, String primaryKey) {
    return done(primaryKey);
  }

  @Override
  public boolean has(Feature feature) {
    return false;
  }

  @Override
  public CompletionStage<Void> switchFeatures(Map<Feature, Boolean> flags) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void touch(IndexId index) {}

  @Override
  public synchronized RoutingTable current() {
    return new RoutingTable(
        1,
        1,
        Map.of(),
        entries.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().id())),
        entries.values().stream().collect(Collectors.toMap(IndexEntry::id, e -> e)),
        Set.of());
  }

  @Override
  public CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
    return done(current());
  }

  @Override
  public void subscribe(Consumer<RoutingTable> listener) {
    listener.accept(current());
  }
}
