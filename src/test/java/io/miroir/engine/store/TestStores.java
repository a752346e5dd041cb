package io.miroir.engine.store;

import io.miroir.engine.IndexDefinition;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.document.DocumentReader;
import io.miroir.engine.settings.Settings;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Stores for tests, and short ways to write to them. */
final class TestStores {
  private TestStores() {}

  static StoreResources resources(StoreLimits limits) {
    return new StoreResources(
        (settings, primaryKey) -> new DocumentReader(settings),
        Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()),
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory()),
        2,
        new RelationCache(8 << 20),
        new WriteBudget(64 << 20),
        limits);
  }

  static IndexDefinition definition(Settings settings) {
    return new IndexDefinition(4, Optional.of("id"), 1, settings);
  }

  static IndexStore create(Path directory) throws IOException {
    return IndexStore.create(
        directory, definition(Settings.DEFAULT), resources(StoreLimits.DEFAULT));
  }

  static WriteOperation operation(
      WriteOperation.Kind kind, String key, long ordinal, long sequence, String json) {
    return new WriteOperation(kind, key, ordinal, sequence, json.getBytes(StandardCharsets.UTF_8));
  }

  static WriteOperation put(String key, long ordinal, long sequence, String json) {
    return operation(WriteOperation.Kind.REPLACE, key, ordinal, sequence, json);
  }

  static WriteOperation delete(String key, long sequence) {
    return WriteOperation.delete(key).withSequence(sequence);
  }

  static List<ShardWrite> shard(int shard, WriteOperation... operations) {
    return List.of(new ShardWrite(shard, List.of(operations)));
  }
}
