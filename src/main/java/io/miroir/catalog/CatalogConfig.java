package io.miroir.catalog;

import java.util.OptionalInt;

/**
 * Defaults of new indexes.
 *
 * @param shards 1 to 1024
 * @param replicationFactor 1 to 16; empty: 1 while there is one node, else 2
 */
public record CatalogConfig(int shards, OptionalInt replicationFactor) {
  public static final CatalogConfig DEFAULT = new CatalogConfig(16, OptionalInt.empty());
  static final int SHARDS_MAX = 1024;
  static final int REPLICATION_FACTOR_MAX = 16;

  public CatalogConfig {
    require("shards", shards, SHARDS_MAX);
    replicationFactor.ifPresent(n -> require("replication-factor", n, REPLICATION_FACTOR_MAX));
  }

  private static void require(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "expected %s within 1 and %d, found %d".formatted(name, max, value));
    }
  }
}
