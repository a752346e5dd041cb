package io.miroir.catalog;

import io.miroir.access.DefaultKeys;
import io.miroir.access.Keys;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The keys' door to the singleton, on every member. */
final class KeysClient implements Keys {
  /** So that what travels fits into a frame, whatever letters it has. */
  private static final long PART_CHARS_MAX = 150_000;

  private final CatalogClient catalog;

  KeysClient(CatalogClient catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<KeyRecord> all() {
    return catalog.table().keys();
  }

  @Override
  public CompletionStage<Void> begin() {
    return change(new KeyChange.Begin(DefaultKeys.fresh())).thenApply(table -> null);
  }

  @Override
  public CompletionStage<KeyRecord> create(KeyRecord draft) {
    return change(new KeyChange.Create(draft)).thenApply(table -> stored(table, draft.uid()));
  }

  @Override
  public CompletionStage<KeyRecord> describe(String uid, Description description) {
    KeyChange.Describe change =
        new KeyChange.Describe(
            uid,
            description.name().isPresent(),
            description.name().flatMap(name -> name),
            description.description().isPresent(),
            description.description().flatMap(text -> text));
    return change(change).thenApply(table -> stored(table, uid));
  }

  @Override
  public CompletionStage<Void> delete(String uid) {
    return change(new KeyChange.Delete(uid)).thenApply(table -> null);
  }

  @Override
  public CompletionStage<Void> replaceAll(List<KeyRecord> keys) {
    CompletionStage<RoutingTable> done = CompletableFuture.completedFuture(catalog.table());
    boolean instead = true;
    for (List<KeyRecord> part : parts(keys)) {
      KeyChange next = new KeyChange.Restore(part, instead);
      instead = false;
      done = done.thenCompose(table -> change(next));
    }
    return done.thenApply(table -> null);
  }

  /** At least one, so that no keys are a change too. */
  private static List<List<KeyRecord>> parts(List<KeyRecord> keys) {
    List<List<KeyRecord>> parts = new ArrayList<>();
    List<KeyRecord> part = new ArrayList<>();
    long chars = 0;
    for (KeyRecord key : keys) {
      if (chars + key.chars() > PART_CHARS_MAX && !part.isEmpty()) {
        parts.add(List.copyOf(part));
        part.clear();
        chars = 0;
      }
      part.add(key);
      chars += key.chars();
    }
    parts.add(List.copyOf(part));
    return parts;
  }

  private CompletionStage<RoutingTable> change(KeyChange change) {
    return catalog.changeKeys(change);
  }

  /** As it is now; another caller may have deleted it meanwhile. */
  private static KeyRecord stored(RoutingTable table, String uid) {
    Optional<KeyRecord> found =
        table.keys().stream().filter(key -> key.uid().equals(uid)).findFirst();
    return found.orElseThrow(
        () -> ProblemException.of(ErrorCode.API_KEY_NOT_FOUND, "API key `" + uid + "` not found."));
  }
}
