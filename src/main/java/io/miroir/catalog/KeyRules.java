package io.miroir.catalog;

import io.miroir.model.ErrorCode;
import io.miroir.routing.KeyRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides each change of the API keys from the state alone. Pure. */
final class KeyRules {
  /** All keys travel to every member with each change of the catalog; some ten thousand. */
  private static final long CHARS_MAX = 4 * 1024 * 1024;

  /** Far above what a name is for, and below a frame whatever its letters. */
  private static final long KEY_CHARS_MAX = 128 * 1024;

  private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

  private KeyRules() {}

  static Decision change(CatalogState state, String request, KeyChange change, Instant now) {
    return switch (change) {
      case KeyChange.Begin c -> begin(state, request, c.keys(), now);
      case KeyChange.Create c -> create(state, request, c.key(), now);
      case KeyChange.Describe c -> describe(state, request, c, now);
      case KeyChange.Delete c ->
          state.key(c.uid()).isPresent()
              ? new Decision.Happens(new CatalogEvent.KeyDeleted(request, c.uid()))
              : notFound(c.uid());
      case KeyChange.Restore c -> store(state, request, c.keys(), c.instead());
    };
  }

  private static Decision begin(
      CatalogState state, String request, List<KeyRecord> keys, Instant now) {
    if (!state.keys().isEmpty()) {
      return new Decision.Already(Optional.empty());
    }
    List<KeyRecord> dated = new ArrayList<>();
    for (KeyRecord key : keys) {
      Instant at = now.plus(TICK.multipliedBy(dated.size()));
      dated.add(key.dated(at, at));
    }
    return store(state, request, dated, false);
  }

  /**
   * Later than the newest by a tick at least, so that the order of listings is that of creation.
   */
  private static Decision create(CatalogState state, String request, KeyRecord key, Instant now) {
    if (state.key(key.uid()).isPresent()) {
      return Decision.refused(
          ErrorCode.API_KEY_ALREADY_EXISTS,
          "`uid` field value `" + key.uid() + "` is already an existing API key.");
    }
    Instant at =
        state.keys().stream()
            .findFirst()
            .map(newest -> newest.createdAt().plus(TICK))
            .filter(next -> next.isAfter(now))
            .orElse(now);
    return store(state, request, List.of(key.dated(at, at)), false);
  }

  private static Decision describe(
      CatalogState state, String request, KeyChange.Describe change, Instant now) {
    return state
        .key(change.uid())
        .map(
            key ->
                key.named(
                        change.setName() ? change.name() : key.name(),
                        change.setDescription() ? change.description() : key.description())
                    .dated(key.createdAt(), now))
        .map(key -> store(state, request, List.of(key), false))
        .orElseGet(() -> notFound(change.uid()));
  }

  private static Decision store(
      CatalogState state, String request, List<KeyRecord> keys, boolean instead) {
    long others = instead ? 0 : state.keys().stream().mapToLong(KeyRecord::chars).sum();
    long stored = keys.stream().mapToLong(KeyRecord::chars).sum();
    boolean large = keys.stream().anyMatch(key -> key.chars() > KEY_CHARS_MAX);
    return large || others + stored > CHARS_MAX
        ? Decision.refused(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "The API keys are too large, or too many, for the cluster to publish.")
        : new Decision.Happens(new CatalogEvent.KeysStored(request, keys, instead));
  }

  private static Decision notFound(String uid) {
    return Decision.refused(ErrorCode.API_KEY_NOT_FOUND, "API key `" + uid + "` not found.");
  }
}
