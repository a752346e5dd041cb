package io.miroir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.settings.Settings;
import io.miroir.model.IndexId;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEngineTest {
  private static final IndexId FILMS = new IndexId("films1");
  private static final IndexDefinition DEFINITION =
      new IndexDefinition(2, Optional.of("id"), 1, Settings.DEFAULT);

  @TempDir private Path directory;

  private LocalEngine open() throws IOException {
    return LocalEngine.open(EngineConfig.in(directory));
  }

  private static ShardWrite put(int shard, String key, long ordinal, long sequence, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new ShardWrite(
        shard,
        List.of(new WriteOperation(WriteOperation.Kind.REPLACE, key, ordinal, sequence, bytes)));
  }

  private static DocumentsRequest firstTwo() {
    return new DocumentsRequest(
        0, 2, Optional.empty(), false, Optional.empty(), Optional.empty(), List.of());
  }

  @Test
  void indexesAndTheirDocumentsOutliveTheEngine() throws IOException {
    try (LocalEngine engine = open()) {
      EngineIndex films = engine.create(FILMS, DEFINITION);
      films.write(
          List.of(put(1, "b", 2, 1, "{\"id\":\"b\"}"), put(0, "a", 1, 1, "{\"id\":\"a\"}")));
    }
    try (LocalEngine engine = open()) {
      assertThat(engine.ids()).containsExactly(FILMS);
      EngineIndex films = engine.find(FILMS).orElseThrow();
      assertThat(films.definition()).isEqualTo(DEFINITION);
      assertThat(films.documents(firstTwo(), new int[] {0, 1}).documents())
          .extracting(RankedHit::key)
          .containsExactly("a", "b");
      assertThat(films.documents(firstTwo(), new int[] {1}).total()).isEqualTo(1);
    }
  }

  @Test
  void aDirectoryServesOneEngineAtATime() throws IOException {
    try (LocalEngine engine = open()) {
      assertThat(engine.ids()).isEmpty();
      assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("open");
    }
  }

  @Test
  void aDroppedIndexIsGoneForGood() throws IOException {
    try (LocalEngine engine = open()) {
      engine.create(FILMS, DEFINITION).write(List.of(put(0, "a", 1, 1, "{}")));
      engine.drop(FILMS);
      assertThat(engine.find(FILMS)).isEmpty();
      engine.drop(FILMS);
    }
    try (LocalEngine engine = open()) {
      assertThat(engine.ids()).isEmpty();
      assertThat(engine.create(FILMS, DEFINITION).sequence(0)).isZero();
    }
  }
}
