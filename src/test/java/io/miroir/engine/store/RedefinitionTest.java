package io.miroir.engine.store;

import static io.miroir.engine.store.TestStores.delete;
import static io.miroir.engine.store.TestStores.operation;
import static io.miroir.engine.store.TestStores.put;
import static io.miroir.engine.store.TestStores.shard;
import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.IndexDefinition;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedefinitionTest {
  private static final int[] ALL = {0, 1};

  @TempDir private Path directory;
  private IndexStore store;

  @BeforeEach
  void open() throws IOException {
    store = TestStores.create(directory.resolve("index"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static IndexDefinition definition(long version, String settings) {
    return new IndexDefinition(2, Optional.of("id"), version, SettingsJson.parse(settings));
  }

  private int withWord(String word) throws IOException {
    try (IndexView view = store.view(ALL)) {
      return view.tolerant(word).getCardinality();
    }
  }

  private long generations() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("index"))) {
      return files.filter(f -> f.getFileName().toString().startsWith("generation-")).count();
    }
  }

  @Test
  void documentsAreIndexedAnewUnderSettingsThatChangeTheIndex() throws IOException {
    store.write(shard(0, put("a", 1, 1, "{\"t\":\"red\",\"u\":\"blue\"}"), delete("x", 2)));
    store.refresh();
    assertThat(withWord("blue")).isEqualTo(1);
    store.define(
        definition(2, "{\"searchableAttributes\":[\"t\"],\"filterableAttributes\":[\"u\"]}"));
    assertThat(withWord("blue")).isZero();
    assertThat(withWord("red")).isEqualTo(1);
    try (IndexView view = store.view(ALL)) {
      assertThat(view.facets("u").strings()).isEqualTo(1);
      assertThat(view.fieldNames()).containsExactly("t", "u");
    }
    assertThat(store.sequence(0)).isEqualTo(2);
    assertThat(generations()).isEqualTo(1);
    store.close();
    store =
        IndexStore.open(directory.resolve("index"), TestStores.resources(StoreLimits.DEFAULT))
            .orElseThrow();
    assertThat(store.definition().settingsVersion()).isEqualTo(2);
    assertThat(withWord("blue")).isZero();
    assertThat(new ShardReader(store).changes(0, 1, 10).changes())
        .as("deletions are still remembered")
        .anyMatch(change -> change.deleted() && change.key().equals("x"));
  }

  @Test
  void anOlderOrEqualVersionDoesNothing() throws IOException {
    store.define(definition(1, "{\"stopWords\":[\"red\"]}"));
    assertThat(store.definition().settings()).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void settingsThatActOnQueriesAloneKeepTheIndex() throws IOException {
    store.write(shard(0, put("a", 1, 1, "{\"t\":\"red\"}")));
    store.refresh();
    int generation = store.acquire().index().number();
    store.define(
        definition(2, "{\"synonyms\":{\"red\":[\"blue\"]},\"displayedAttributes\":[\"t\"]}"));
    assertThat(store.acquire().index().number()).isEqualTo(generation);
    try (IndexView view = store.view(ALL)) {
      assertThat(view.settings().displayedAttributes()).containsExactly("t");
    }
  }

  @Test
  void writesDuringReindexingAreInTheNewGeneration() throws Exception {
    for (int i = 0; i < 3000; i++) {
      store.write(shard(0, put("k" + i, i, i + 1, "{\"t\":\"old" + i % 7 + "\"}")));
    }
    store.write(shard(1, put("gone", 9000, 1, "{\"t\":\"gone\"}")));
    store.refresh();
    CompletableFuture<Void> defining =
        CompletableFuture.runAsync(
            () -> {
              try {
                store.define(definition(2, "{\"stopWords\":[\"never\"]}"));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    long sequence = 3000;
    int written = 0;
    while (!defining.isDone() && written < 1400) {
      store.write(
          shard(
              0,
              put("k" + written, written, ++sequence, "{\"t\":\"new\"}"),
              delete("k" + (written + 1500), ++sequence)));
      written++;
    }
    store.write(shard(1, operation(Kind.CLEAR, "", 0, 2, ""), put("back", 1, 3, "{}")));
    defining.get();
    store.refresh();
    assertThat(withWord("new")).isEqualTo(written);
    assertThat(withWord("gone")).isZero();
    assertThat(store.sequence(0)).isEqualTo(sequence);
    long alive = new ShardReader(store).stats(new int[] {0}).documents();
    assertThat(alive).isEqualTo(new ShardReader(store).fingerprint(0).documents());
    for (int i = 0; i < written; i++) {
      assertThat(store.document(0, "k" + (i + 1500))).isEmpty();
    }
  }
}
