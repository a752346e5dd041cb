package io.miroir.engine.store;

import static io.miroir.engine.store.TestStores.delete;
import static io.miroir.engine.store.TestStores.operation;
import static io.miroir.engine.store.TestStores.put;
import static io.miroir.engine.store.TestStores.shard;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.Changes;
import io.miroir.engine.Compaction;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexStoreTest {
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

  private void reopen() throws IOException {
    store.close();
    store =
        IndexStore.open(directory.resolve("index"), TestStores.resources(StoreLimits.DEFAULT))
            .orElseThrow();
  }

  private String json(int shard, String key) throws IOException {
    return store
        .document(shard, key)
        .map(document -> new String(document.document(), StandardCharsets.UTF_8))
        .orElse("none");
  }

  @Test
  void aDocumentIsReadBackBeforeAndAfterRefreshAndReopening() throws IOException {
    store.write(shard(1, put("a", 5, 1, "{\"id\":\"a\",\"t\":\"x\"}")));
    assertThat(json(1, "a")).isEqualTo("{\"id\":\"a\",\"t\":\"x\"}");
    store.refresh();
    assertThat(json(1, "a")).isEqualTo("{\"id\":\"a\",\"t\":\"x\"}");
    reopen();
    assertThat(json(1, "a")).isEqualTo("{\"id\":\"a\",\"t\":\"x\"}");
    assertThat(store.sequence(1)).isEqualTo(1);
  }

  @Test
  void anUpdateMergesTopLevelFieldsAndKeepsTheOrdinal() throws IOException {
    store.write(shard(0, put("a", 5, 1, "{\"id\":\"a\",\"t\":\"x\",\"n\":{\"p\":1}}")));
    store.write(shard(0, operation(Kind.UPDATE, "a", 9, 2, "{\"id\":\"a\",\"n\":2}")));
    assertThat(json(0, "a")).isEqualTo("{\"id\":\"a\",\"n\":2,\"t\":\"x\"}");
    StoredDocument document = store.document(0, "a").orElseThrow();
    assertThat(document.ordinal()).isEqualTo(5);
    assertThat(document.sequence()).isEqualTo(2);
  }

  @Test
  void aDocumentMadeAgainGetsTheNewOrdinal() throws IOException {
    store.write(shard(0, put("a", 5, 1, "{}"), delete("a", 2), put("a", 7, 3, "{}")));
    assertThat(store.document(0, "a").orElseThrow().ordinal()).isEqualTo(7);
  }

  @Test
  void operationsThatWereAppliedBeforeAreSkipped() throws IOException {
    store.write(shard(0, put("a", 1, 5, "{\"v\":1}")));
    List<WriteCounts> counts = store.write(shard(0, put("a", 1, 5, "{\"v\":2}"), delete("a", 4)));
    assertThat(counts).containsExactly(WriteCounts.NONE);
    assertThat(json(0, "a")).isEqualTo("{\"v\":1}");
  }

  @Test
  void writesOfExistingDocumentsOnlyPassOverOthersButAdvanceTheSequence() throws IOException {
    store.write(
        shard(
            0,
            operation(Kind.REPLACE_EXISTING, "a", 1, 1, "{}"),
            operation(Kind.UPDATE_EXISTING, "a", 1, 2, "{}")));
    assertThat(store.document(0, "a")).isEmpty();
    assertThat(store.sequence(0)).isEqualTo(2);
  }

  @Test
  void clearEmptiesItsShardAndNoOther() throws IOException {
    store.write(shard(0, put("a", 1, 1, "{}"), put("b", 2, 2, "{}")));
    store.write(shard(1, put("c", 3, 1, "{}")));
    store.write(shard(0, operation(Kind.CLEAR, "", 0, 3, ""), put("b", 9, 4, "{\"n\":1}")));
    assertThat(store.document(0, "a")).isEmpty();
    assertThat(store.document(0, "b").orElseThrow().ordinal()).isEqualTo(9);
    store.refresh();
    ShardReader shards = new ShardReader(store);
    assertThat(shards.stats(new int[] {0}).documents()).isEqualTo(1);
    assertThat(shards.stats(new int[] {0, 1}).documents()).isEqualTo(2);
  }

  @Test
  void aCopyWinsOverWhateverIsStoredAndLeavesTheSequenceAlone() throws IOException {
    store.write(shard(0, put("a", 1, 10, "{\"v\":1}"), put("b", 2, 11, "{}"), delete("b", 12)));
    store.write(
        shard(
            0,
            operation(Kind.COPY, "a", 7, 9, "{\"v\":0}"),
            operation(Kind.COPY, "b", 2, 8, "{}"),
            operation(Kind.COPY, "c", 3, 7, "{\"v\":3}")));
    assertThat(json(0, "a")).isEqualTo("{\"v\":0}");
    assertThat(store.document(0, "a").orElseThrow().ordinal()).isEqualTo(7);
    assertThat(store.document(0, "b").orElseThrow().sequence()).isEqualTo(8);
    assertThat(store.document(0, "c").orElseThrow().sequence()).isEqualTo(7);
    assertThat(store.sequence(0)).isEqualTo(12);
    reopen();
    assertThat(store.document(0, "b").orElseThrow().sequence()).isEqualTo(8);
    store.write(shard(0, operation(Kind.COPY_DELETE, "a", 0, 3, "")));
    assertThat(store.document(0, "a")).isEmpty();
    assertThat(new ShardReader(store).changes(0, 0, 10).changes())
        .as("what a repair removed is not remembered as a deletion")
        .noneMatch(Changes.Change::deleted);
  }

  @Test
  void aCopyBringsBackWhatAClearThatNobodyAcknowledgedRemoved() throws IOException {
    store.write(shard(0, put("a", 1, 10, "{}"), operation(Kind.CLEAR, "", 0, 11, "")));
    store.write(shard(0, operation(Kind.COPY, "a", 1, 10, "{}")));
    assertThat(store.document(0, "a").orElseThrow().sequence()).isEqualTo(10);
    reopen();
    assertThat(store.document(0, "a")).isPresent();
  }

  @Test
  void theEndOfARepairIsTheBeginningOfWhatIsRememberedOfDeletions() throws IOException {
    store.write(shard(0, put("a", 1, 10, "{}"), delete("a", 11)));
    store.write(shard(0, operation(Kind.REPAIRED, "", 0, 20, ""), delete("b", 21)));
    assertThat(store.sequence(0)).isEqualTo(21);
    reopen();
    assertThat(store.sequence(0)).isEqualTo(21);
    assertThat(new ShardReader(store).changes(0, 19, 10).complete()).isFalse();
    assertThat(new ShardReader(store).changes(0, 20, 10).complete()).isTrue();
    store.write(shard(0, operation(Kind.ADVANCE, "", 0, 30, "")));
    assertThat(store.sequence(0)).isEqualTo(30);
    assertThat(new ShardReader(store).changes(0, 20, 10).last()).isEqualTo(30);
  }

  @Test
  void answersWithDocumentsAreBoundedByTheirBytes() throws IOException {
    String large = "{\"t\":\"" + "x".repeat(200_000) + "\"}";
    for (int i = 1; i <= 6; i++) {
      store.write(shard(0, put("k" + i, i, i, large)));
    }
    ShardReader shards = new ShardReader(store);
    assertThat(shards.page(0, Optional.empty(), 10)).hasSize(3);
    Changes first = shards.changes(0, 1, 10);
    assertThat(first.changes()).hasSize(3);
    assertThat(first.last()).isEqualTo(4);
    assertThat(shards.changes(0, first.last(), 10).last()).isEqualTo(6);
  }

  @Test
  void changesGiveTheNewestStateOfEachKeyInSequenceOrder() throws IOException {
    store.write(shard(0, put("z", 1, 1, "{}")));
    store.write(
        shard(
            0,
            put("a", 2, 2, "{\"v\":1}"),
            put("b", 3, 3, "{}"),
            put("a", 2, 4, "{\"v\":2}"),
            delete("b", 5)));
    Changes changes = new ShardReader(store).changes(0, 1, 10);
    assertThat(changes.complete()).isTrue();
    assertThat(changes.last()).isEqualTo(5);
    assertThat(changes.changes()).extracting(Changes.Change::key).containsExactly("a", "b");
    assertThat(changes.changes()).extracting(Changes.Change::deleted).containsExactly(false, true);
    Changes first = new ShardReader(store).changes(0, 1, 1);
    assertThat(first.last()).isEqualTo(4);
    assertThat(new ShardReader(store).changes(0, 0, 10).complete()).isFalse();
  }

  @Test
  void equalContentsHaveEqualFingerprintsWhateverTheOrderOfArrival() throws IOException {
    store.write(shard(0, put("a", 1, 1, "{}"), put("b", 2, 2, "{}"), put("c", 3, 3, "{}")));
    store.write(
        shard(
            1,
            operation(Kind.COPY, "c", 3, 3, "{}"),
            operation(Kind.COPY, "a", 1, 1, "{}"),
            operation(Kind.COPY, "b", 2, 2, "{}")));
    ShardReader shards = new ShardReader(store);
    Fingerprint first = shards.fingerprint(0);
    Fingerprint second = shards.fingerprint(1);
    assertThat(first.documents()).isEqualTo(3);
    assertThat(second.hash()).isEqualTo(first.hash());
    store.write(shard(0, put("a", 1, 4, "{}")));
    assertThat(shards.fingerprint(0).hash()).isNotEqualTo(first.hash());
  }

  @Test
  void pagesWalkAShardInKeyOrder() throws IOException {
    store.write(shard(1, put("b", 1, 1, "{}"), put("a", 2, 2, "{}"), put("c", 3, 3, "{}")));
    store.write(shard(0, put("x", 4, 1, "{}")));
    store.refresh();
    store.write(shard(1, delete("b", 4), put("d", 5, 5, "{}")));
    ShardReader shards = new ShardReader(store);
    assertThat(shards.page(1, Optional.empty(), 2))
        .extracting(StoredDocument::key)
        .containsExactly("a", "c");
    assertThat(shards.page(1, Optional.of("c"), 2))
        .extracting(StoredDocument::key)
        .containsExactly("d");
    assertThat(shards.page(1, Optional.of("d"), 2)).isEmpty();
  }

  @Test
  void aDeletedShardLeavesNoTrace() throws IOException {
    store.write(shard(0, put("a", 1, 7, "{}"), delete("q", 8)));
    store.write(shard(1, put("b", 1, 3, "{}")));
    store.deleteShard(0);
    assertThat(store.sequence(0)).isZero();
    assertThat(store.document(0, "a")).isEmpty();
    assertThat(new ShardReader(store).fingerprint(0)).isEqualTo(new Fingerprint(0, 0, 0));
    reopen();
    assertThat(store.sequence(0)).isZero();
    assertThat(store.document(0, "a")).isEmpty();
    assertThat(json(1, "b")).isEqualTo("{}");
  }

  @Test
  void documentsAreListedByOrdinalOverSegmentsAndUpdates() throws IOException {
    store.write(shard(0, put("a", 30, 1, "{}"), put("b", 10, 2, "{}")));
    store.refresh();
    store.write(shard(1, put("c", 20, 1, "{}"), put("d", 5, 2, "{}")));
    store.refresh();
    store.write(shard(0, put("b", 99, 3, "{\"x\":1}")));
    store.refresh();
    try (IndexView view = store.view(new int[] {0, 1})) {
      assertThat(keys(view, 4).toList()).containsExactly("d", "b", "c", "a");
      assertThat(keys(view, 2).toList()).containsExactly("d", "b");
    }
  }

  private static Stream<String> keys(IndexView view, int limit) {
    return Arrays.stream(view.byOrdinal(view.documents(), limit)).mapToObj(view::key);
  }

  @Test
  void statisticsCountTopLevelFields() throws IOException {
    store.write(
        shard(0, put("a", 1, 1, "{\"id\":1,\"n\":{\"p\":1}}"), put("b", 2, 2, "{\"id\":2}")));
    store.refresh();
    IndexStats stats = new ShardReader(store).stats(new int[] {0});
    assertThat(stats.fieldDistribution()).isEqualTo(Map.of("id", 2L, "n", 1L));
    assertThat(stats.rawDocumentBytes()).isEqualTo(28);
  }

  @Test
  void whatWasCommittedAndWhatTheLogHoldsComeBackTogether() throws IOException {
    for (int i = 0; i < 50; i++) {
      store.write(shard(0, put("k" + i, i, i + 1, "{\"v\":" + i + "}")));
      if (i % 20 == 19) {
        store.commit();
        store.write(shard(0, delete("k" + (i - 1), i + 1)));
      }
    }
    reopen();
    assertThat(store.sequence(0)).isEqualTo(50);
    assertThat(json(0, "k49")).isEqualTo("{\"v\":49}");
  }

  @Test
  void aDocumentThatCannotBeReadIsKeptAndDoesNotHarmOthersOrRecovery() throws IOException {
    store.write(shard(0, put("bad", 1, 1, "{\"t\":"), put("good", 2, 2, "{\"t\":\"red\"}")));
    reopen();
    assertThat(json(0, "bad")).isEqualTo("{\"t\":");
    try (IndexView view = store.view(new int[] {0})) {
      assertThat(view.documents().getCardinality()).isEqualTo(2);
      assertThat(view.tolerant("red").getCardinality()).isEqualTo(1);
    }
  }

  @Test
  void aNewerFormatIsRefusedByName() throws IOException {
    store.close();
    Path current = directory.resolve("index").resolve("current");
    Files.writeString(current, Files.readString(current).replace("\"format\":1", "\"format\":2"));
    assertThatThrownBy(
            () ->
                IndexStore.open(
                    directory.resolve("index"), TestStores.resources(StoreLimits.DEFAULT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("current");
  }

  @Test
  void aClearCountsWhatItRemoves() throws IOException {
    store.write(shard(0, put("a", 1, 1, "{}"), put("b", 2, 2, "{}"), put("c", 3, 3, "{}")));
    store.write(shard(1, put("x", 4, 1, "{}")));
    store.refresh();
    store.write(shard(0, put("d", 5, 4, "{}"), put("a", 1, 5, "{}")));
    List<WriteCounts> counts =
        store.write(
            shard(
                0,
                delete("b", 6),
                put("e", 6, 7, "{}"),
                operation(Kind.CLEAR, "", 0, 8, ""),
                put("f", 7, 9, "{}"),
                operation(Kind.CLEAR, "", 0, 10, "")));
    assertThat(counts.getFirst().deleted()).isEqualTo(1 + 4 + 1);
    assertThat(json(0, "a")).isEqualTo("none");
    assertThat(json(1, "x")).isEqualTo("{}");
  }

  @Test
  void compactionLetsGoOfWhatWasReplacedAndKeepsTheRest() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 40; i++) {
        // Half of them are replaced in the next round.
        String key = i < 20 ? "k" + i : "k" + round + "-" + i;
        String text = random.ints(500).mapToObj(Integer::toHexString).collect(joining(" "));
        long number = round * 40L + i + 1;
        store.write(
            shard(0, put(key, number, number, "{\"r\":" + round + ",\"t\":\"" + text + "\"}")));
      }
      store.commit();
    }
    Compaction done = store.compact();
    assertThat(done.bytesAfter()).isPositive().isLessThan(done.bytesBefore() * 9 / 10);
    assertThat(json(0, "k7")).contains("\"r\":2");
    assertThat(store.sequence(0)).isEqualTo(120);
    reopen();
    assertThat(json(0, "k0-39")).contains("\"r\":0");
    Compaction again = store.compact();
    assertThat(again.bytesAfter()).isLessThanOrEqualTo(again.bytesBefore());
  }
}
