package io.miroir.access;

import io.miroir.routing.KeyRecord;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Routing tables that hold nothing but API keys. */
final class KeyTables {
  private final FixedTables tables = new FixedTables();
  private long version = 1;

  KeyTables(KeyRecord... keys) {
    set(List.of(keys));
  }

  void set(List<KeyRecord> keys) {
    tables.set(new RoutingTable(1, version++, Map.of(), Map.of(), Map.of(), Set.of(), keys));
  }

  FixedTables tables() {
    return tables;
  }

  static KeyRecord key(String uid, List<String> actions, List<String> indexes, String expiresAt) {
    return new KeyRecord(
        uid,
        Optional.empty(),
        Optional.empty(),
        actions,
        indexes,
        Optional.ofNullable(expiresAt),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
