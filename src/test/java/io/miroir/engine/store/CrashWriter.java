package io.miroir.engine.store;

import io.miroir.engine.IndexDefinition;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Writes until it is killed, telling after each write how far it is durable. */
final class CrashWriter {
  static final StoreLimits SMALL =
      new StoreLimits(1 << 20, 4000, 2000, 6000, Duration.ofMillis(20));

  private CrashWriter() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    StoreResources resources = TestStores.resources(SMALL);
    Optional<IndexStore> known = IndexStore.open(directory, resources);
    IndexStore store =
        known.isPresent()
            ? known.get()
            : IndexStore.create(directory, TestStores.definition(Settings.DEFAULT), resources);
    Random random = new Random(Long.parseLong(args[1]));
    long sequence = store.sequence(0);
    System.out.print(sequence + "\n");
    while (true) {
      List<WriteOperation> run = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        run.add(operation(++sequence));
      }
      store.write(List.of(new ShardWrite(0, run)));
      System.out.print(sequence + "\n");
      maintain(store, random, sequence);
    }
  }

  private static void maintain(IndexStore store, Random random, long sequence) throws IOException {
    switch (random.nextInt(20)) {
      case 0 -> store.refresh();
      case 1 -> store.commit();
      case 2 ->
          store.define(
              new IndexDefinition(
                  4,
                  Optional.of("id"),
                  sequence,
                  SettingsJson.parse("{\"stopWords\":[\"w" + sequence % 9 + "\"]}")));
      default -> {}
    }
  }

  /** What the operation with a sequence number is, always the same. */
  static WriteOperation operation(long sequence) {
    Random random = new Random(sequence);
    String key = "k" + random.nextInt(60);
    int kind = random.nextInt(100);
    if (kind == 0) {
      return WriteOperation.clear().withSequence(sequence);
    }
    if (kind < 20) {
      return WriteOperation.delete(key).withSequence(sequence);
    }
    Kind put = kind < 60 ? Kind.REPLACE : Kind.UPDATE;
    String json =
        "{\"f%d\":\"w%d w%d\"}".formatted(random.nextInt(5), random.nextInt(9), random.nextInt(9));
    return new WriteOperation(put, key, sequence, sequence, json.getBytes(StandardCharsets.UTF_8));
  }
}
