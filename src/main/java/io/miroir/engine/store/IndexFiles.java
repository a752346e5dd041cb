package io.miroir.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.engine.wal.WriteAheadLog;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of an index. {@code current} names the definition and the generation in force and
 * is replaced atomically: it is what a switch switches. Each generation has a directory with
 * Lucene's files ({@code lucene}) and the commits' ({@code commits}); the log ({@code wal}) is one.
 */
final class IndexFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CURRENT = "current";
  private static final String GENERATION_PREFIX = "generation-";

  /** What {@code current} says. */
  record Current(int generation, IndexDefinition definition) {}

  private final Path directory;

  IndexFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path log() {
    return directory.resolve("wal");
  }

  Path lucene(int generation) {
    return generation(generation).resolve("lucene");
  }

  CommitFiles commits(int generation) {
    return new CommitFiles(generation(generation).resolve("commits"));
  }

  private Path generation(int number) {
    return directory.resolve(GENERATION_PREFIX + number);
  }

  /** Empty when the making of the index never came to its end. */
  Optional<Current> current() throws IOException {
    Path file = directory.resolve(CURRENT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode node = JSON.readTree(file.toFile());
    if (node == null || !node.path("format").isInt()) {
      throw new IOException(file + " is damaged");
    }
    Formats.check(node.get("format").intValue(), file.toString());
    String primaryKey = node.path("primaryKey").textValue();
    return Optional.of(
        new Current(
            node.get("generation").intValue(),
            new IndexDefinition(
                node.get("shards").intValue(),
                Optional.ofNullable(primaryKey),
                node.get("settingsVersion").longValue(),
                SettingsJson.parse(node.get("settings").textValue()))));
  }

  /** Replaces {@code current}; durable when it returns. */
  void switchTo(Current next) throws IOException {
    IndexDefinition definition = next.definition();
    ObjectNode node = JSON.createObjectNode();
    node.put("format", Layout.FORMAT_VERSION);
    node.put("generation", next.generation());
    node.put("shards", definition.shards());
    node.put("primaryKey", definition.primaryKey().orElse(null));
    node.put("settingsVersion", definition.settingsVersion());
    node.put("settings", SettingsJson.stored(definition.settings()));
    Path fresh = directory.resolve(CURRENT + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(node));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(fresh, directory.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    WriteAheadLog.syncDirectory(directory);
  }

  /** Removes generations that are not in force: left by a crash, or superseded. */
  void deleteGenerationsBut(int number) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith(GENERATION_PREFIX) && !name.equals(GENERATION_PREFIX + number)) {
          deleteTree(entry);
        }
      }
    }
  }

  void deleteGeneration(int number) throws IOException {
    deleteTree(generation(number));
  }

  /** First what makes it an index: a crash must not leave half of one that is opened again. */
  void deleteAll() throws IOException {
    Files.deleteIfExists(directory.resolve(CURRENT));
    WriteAheadLog.syncDirectory(directory);
    deleteTree(directory);
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Bytes of all files; those that vanish meanwhile count nothing. */
  static long sizeBytes(Path root) throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        File file = each.toFile();
        sum += file.isFile() ? file.length() : 0;
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return sum;
  }
}
