package io.miroir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.engine.StoredDocument;
import io.miroir.model.WriteOperation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process again and again; {@code -Dcrash.kills=300} for more. */
class CrashTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 12);

  @TempDir private Path directory;

  /** What the operations up to a sequence number make of the documents. */
  private final Map<String, StoredDocument> model = new TreeMap<>();

  private long modelled;

  @Test
  void noAcknowledgedWriteIsLostAndNoneIsHalfThere() throws Exception {
    Random random = new Random(42);
    Path index = directory.resolve("index");
    for (int kill = 0; kill < KILLS; kill++) {
      long acknowledged = writeAndKill(index, kill, random);
      Optional<IndexStore> open = IndexStore.open(index, TestStores.resources(StoreLimits.DEFAULT));
      if (open.isEmpty()) {
        assertThat(acknowledged).isNegative();
        continue;
      }
      try (IndexStore store = open.get()) {
        assertThat(store.sequence(0)).as("kill %d", kill).isGreaterThanOrEqualTo(acknowledged);
        advance(store.sequence(0));
        compare(store, kill);
      }
      checkLucene(index);
    }
  }

  /** The last number the process told, -1 when it did not come to any. */
  private long writeAndKill(Path index, int seed, Random random) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                index.toString(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = -1;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int until = random.nextInt(random.nextInt(4) == 0 ? 3 : 120);
      String line = lines.readLine();
      for (int i = 0; line != null; i++) {
        last = line.matches("\\d+") ? Long.parseLong(line) : last;
        if (i == until) {
          process.toHandle().destroyForcibly();
        }
        line = lines.readLine();
      }
    }
    process.waitFor();
    assertThat(process.exitValue()).as("the writer was killed, it did not fail").isEqualTo(137);
    return last;
  }

  private void advance(long to) {
    while (modelled < to) {
      WriteOperation operation = CrashWriter.operation(++modelled);
      switch (operation.kind()) {
        case CLEAR -> model.clear();
        case DELETE -> model.remove(operation.key());
        default -> put(operation);
      }
    }
  }

  private void put(WriteOperation operation) {
    StoredDocument old = model.get(operation.key());
    byte[] document = operation.document();
    if (old != null && operation.kind() == WriteOperation.Kind.UPDATE) {
      document = DocumentMerge.merge(document, old.document(), name -> 0);
    }
    model.put(
        operation.key(),
        new StoredDocument(
            operation.key(),
            old == null ? operation.ordinal() : old.ordinal(),
            operation.sequence(),
            document));
  }

  private void compare(IndexStore store, int kill) throws IOException {
    List<StoredDocument> page = new ShardReader(store).page(0, Optional.empty(), 1000);
    assertThat(page).as("kill %d", kill).extracting(StoredDocument::key).isEqualTo(keys());
    for (StoredDocument found : page) {
      StoredDocument expected = model.get(found.key());
      assertThat(found.ordinal()).as("kill %d", kill).isEqualTo(expected.ordinal());
      assertThat(found.sequence()).as("kill %d", kill).isEqualTo(expected.sequence());
      assertThat(tree(found)).as("kill %d", kill).isEqualTo(tree(expected));
    }
  }

  private List<String> keys() {
    return List.copyOf(model.keySet());
  }

  private static Object tree(StoredDocument document) throws IOException {
    return new ObjectMapper().readTree(document.document());
  }

  private static void checkLucene(Path index) throws IOException {
    try (Stream<Path> generations = Files.list(index)) {
      for (Path generation : generations.toList()) {
        Path lucene = generation.resolve("lucene");
        if (Files.isDirectory(lucene)) {
          try (Directory files = FSDirectory.open(lucene);
              CheckIndex check = new CheckIndex(files)) {
            assertThat(check.checkIndex().clean).isTrue();
          }
        }
      }
    }
  }
}
