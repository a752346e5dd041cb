package io.miroir.routing;

import io.miroir.model.CborSerializable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One API key as the catalog publishes it. Its value is in nobody's hands: each member derives it
 * from the master key.
 *
 * @param uid a UUID, lower case with hyphens
 * @param actions as given: wildcards are not expanded, order and repetitions are kept
 * @param indexes patterns, likewise
 * @param expiresAt RFC 3339 with the offset it was given with; empty: never
 */
public record KeyRecord(
    String uid,
    Optional<String> name,
    Optional<String> description,
    List<String> actions,
    List<String> indexes,
    Optional<String> expiresAt,
    Instant createdAt,
    Instant updatedAt)
    implements CborSerializable {

  public KeyRecord {
    actions = List.copyOf(actions);
    indexes = List.copyOf(indexes);
  }

  public KeyRecord dated(Instant created, Instant updated) {
    return new KeyRecord(uid, name, description, actions, indexes, expiresAt, created, updated);
  }

  public KeyRecord named(Optional<String> newName, Optional<String> newDescription) {
    return new KeyRecord(
        uid, newName, newDescription, actions, indexes, expiresAt, createdAt, updatedAt);
  }

  /** When the key ends; {@link Instant#MAX} if it never does. */
  public Instant end() {
    return expiresAt.map(text -> OffsetDateTime.parse(text).toInstant()).orElse(Instant.MAX);
  }

  /** How many characters the key takes, roughly, wherever it is kept. */
  public long chars() {
    long texts =
        Stream.of(name, description, expiresAt)
            .flatMap(Optional::stream)
            .mapToLong(String::length)
            .sum();
    long lists =
        actions.stream().mapToLong(action -> action.length() + 2L).sum()
            + indexes.stream().mapToLong(index -> index.length() + 2L).sum();
    return uid.length() + texts + lists + 200;
  }
}
