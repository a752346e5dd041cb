package io.miroir.access;

import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The keys that a server makes for itself; ordinary ones from then on. */
public final class DefaultKeys {
  private static final List<String> EVERYWHERE = List.of("*");

  private DefaultKeys() {}

  /** In the order of their creation, undated, each with a uid of its own. */
  public static List<KeyRecord> fresh() {
    return List.of(
        key(
            "Default Chat API Key",
            "Use it to chat and search from the frontend",
            "chatCompletions",
            "search"),
        key(
            "Default Read-Only Admin API Key",
            "Use it to read information across the whole database. Caution! Do not expose this key"
                + " on a public frontend",
            "*.get",
            "keys.get"),
        key(
            "Default Admin API Key",
            "Use it for anything that is not a search operation. Caution! Do not expose it on a"
                + " public frontend",
            "*"),
        key("Default Search API Key", "Use it to search from the frontend", "search"));
  }

  private static KeyRecord key(String name, String description, String... actions) {
    return new KeyRecord(
        UUID.randomUUID().toString(),
        Optional.of(name),
        Optional.of(description),
        List.of(actions),
        EVERYWHERE,
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
