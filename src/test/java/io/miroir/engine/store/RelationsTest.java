package io.miroir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.ShardWrite;
import io.miroir.engine.settings.Settings;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The view over Lucene against the literal one in memory, over random documents and writes. */
class RelationsTest {
  private static final int SHARDS = 3;

  @TempDir private Path directory;

  private final Map<String, WriteOperation> alive = new TreeMap<>();
  private final Map<String, Integer> shardOf = new HashMap<>();
  private final TreeSet<String> words = new TreeSet<>();
  private Random random;
  private long clock;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithTheViewInMemory(long seed) throws IOException {
    random = new Random(seed);
    Settings settings = RandomDocuments.settings(random);
    try (IndexStore store =
        IndexStore.create(
            directory.resolve("index"),
            TestStores.definition(settings),
            TestStores.resources(StoreLimits.DEFAULT))) {
      for (int round = 0; round < 4; round++) {
        write(store);
        store.refresh();
        compare(store, settings, new int[] {0, 1, 2}, seed);
        compare(store, settings, new int[] {random.nextInt(SHARDS)}, seed);
      }
    }
  }

  private void write(IndexStore store) throws IOException {
    for (int batch = 0; batch < 3; batch++) {
      List<ShardWrite> writes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String key = "k" + random.nextInt(200);
        int shard = shardOf.computeIfAbsent(key, k -> random.nextInt(SHARDS));
        clock++;
        WriteOperation known = alive.get(key);
        WriteOperation operation;
        if (random.nextInt(6) == 0) {
          operation = TestStores.delete(key, clock);
          alive.remove(key);
        } else {
          byte[] json = RandomDocuments.document(random, words).getBytes(StandardCharsets.UTF_8);
          long ordinal = known == null ? clock * 7919 % 100_003 : known.ordinal();
          operation = new WriteOperation(Kind.REPLACE, key, ordinal, clock, json);
          alive.put(key, operation);
        }
        writes.add(new ShardWrite(shard, List.of(operation)));
      }
      store.write(writes);
      if (random.nextInt(3) == 0) {
        store.commit();
      }
      if (random.nextBoolean()) {
        store.refresh();
      }
    }
  }

  private void compare(IndexStore store, Settings settings, int[] shards, long seed)
      throws IOException {
    try (IndexView view = store.view(shards)) {
      MemoryIndexer indexer = new MemoryIndexer(settings);
      view.fieldNames().forEach(indexer::name);
      int[] ordered = view.byOrdinal(view.documents(), Integer.MAX_VALUE);
      Map<Integer, Integer> numbers = new HashMap<>();
      List<WriteOperation> expected =
          alive.values().stream()
              .filter(o -> Arrays.binarySearch(shards, shardOf.get(o.key())) >= 0)
              .sorted(Comparator.comparingLong(WriteOperation::ordinal))
              .toList();
      assertThat(Arrays.stream(ordered).mapToObj(view::key).toList())
          .as("documents by ordinal, seed %d", seed)
          .isEqualTo(expected.stream().map(WriteOperation::key).toList());
      for (int i = 0; i < ordered.length; i++) {
        indexer.add(expected.get(i).key(), expected.get(i).ordinal(), expected.get(i).document());
        numbers.put(ordered[i], i);
      }
      new ViewComparison(indexer.build(), view, numbers, words, seed).run(random);
    }
  }
}
