package io.miroir.engine.store;

import io.miroir.engine.ShardWrite;
import io.miroir.engine.settings.Settings;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Views over Lucene for tests that otherwise use {@link MemoryView}. */
public final class StoredViews {
  private static final int SHARDS = 3;

  private StoredViews() {}

  /** One document. */
  public record Entry(String key, long ordinal, byte[] source) {}

  /**
   * A view of a new index on disk; the documents lie in several segments and shards. The index is
   * dropped at once: a view that was taken stays valid.
   */
  public static IndexView of(Settings settings, List<Entry> entries) {
    try {
      Path directory = Files.createTempDirectory("view");
      IndexStore store =
          IndexStore.create(
              directory.resolve("index"),
              TestStores.definition(settings),
              TestStores.resources(StoreLimits.DEFAULT));
      List<ShardWrite> writes = new ArrayList<>();
      Random random = new Random(entries.size());
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        writes.add(
            new ShardWrite(
                random.nextInt(SHARDS),
                List.of(
                    new WriteOperation(
                        Kind.COPY, entry.key(), entry.ordinal(), i + 1, entry.source()))));
      }
      int fifth = writes.size() / 5 + 1;
      for (int from = 0; from < writes.size(); from += fifth) {
        store.write(writes.subList(from, Math.min(writes.size(), from + fifth)));
        store.refresh();
      }
      IndexView view = store.view(new int[] {0, 1, 2});
      store.drop();
      IndexFiles.deleteTree(directory);
      return view;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
