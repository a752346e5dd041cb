package io.miroir.engine;

import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.IndexId;
import io.miroir.model.WriteOperation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Measures indexing: documents of an NDJSON file (perhaps gzipped), over and over until there are
 * enough, in batches, refreshed and committed at the end. Run it by hand: file, directory, number
 * of documents, batch size.
 */
final class IndexingRate {
  private static final int SHARDS = 4;

  private IndexingRate() {}

  public static void main(String[] args) throws IOException {
    List<byte[]> documents = read(Path.of(args[0]));
    int count = Integer.parseInt(args[2]);
    int batch = Integer.parseInt(args[3]);
    for (int round = 0; round < 3; round++) {
      try (LocalEngine engine =
          LocalEngine.open(EngineConfig.in(Path.of(args[1]).resolve("run" + round)))) {
        EngineIndex index =
            engine.create(
                new IndexId("rate"),
                new IndexDefinition(
                    SHARDS,
                    Optional.of("id"),
                    1,
                    SettingsJson.parse("{\"searchableAttributes\":[\"*\"]}")));
        measure(index, documents, count, batch);
        System.out.printf("%d bytes on disk%n", engine.sizeBytes());
      }
    }
  }

  private static void measure(EngineIndex index, List<byte[]> documents, int count, int batch)
      throws IOException {
    long start = System.nanoTime();
    long sequence = 0;
    for (int from = 0; from < count; from += batch) {
      List<List<WriteOperation>> shards = new ArrayList<>();
      for (int i = 0; i < SHARDS; i++) {
        shards.add(new ArrayList<>());
      }
      for (int i = from; i < Math.min(count, from + batch); i++) {
        byte[] document = documents.get(i % documents.size());
        shards
            .get(i % SHARDS)
            .add(new WriteOperation(WriteOperation.Kind.REPLACE, "k" + i, i, ++sequence, document));
      }
      List<ShardWrite> writes = new ArrayList<>();
      for (int i = 0; i < SHARDS; i++) {
        writes.add(new ShardWrite(i, shards.get(i)));
      }
      index.write(writes);
    }
    long written = System.nanoTime();
    index.refresh();
    long end = System.nanoTime();
    System.out.printf(
        "%d documents, %.2f s written, %.2f s searchable: %.0f documents a second%n",
        count, (written - start) / 1e9, (end - start) / 1e9, count / ((end - start) / 1e9));
  }

  private static List<byte[]> read(Path file) throws IOException {
    List<byte[]> documents = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                file.toString().endsWith(".gz")
                    ? new GZIPInputStream(Files.newInputStream(file))
                    : Files.newInputStream(file),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        documents.add(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return documents;
  }
}
