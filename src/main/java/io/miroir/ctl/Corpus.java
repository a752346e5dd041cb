package io.miroir.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Documents to load, one JSON text each.
 *
 * @param primaryKey empty: let the server infer it
 * @param settings a JSON object for {@code PATCH /settings}; empty for the defaults
 */
record Corpus(
    String index, Optional<String> primaryKey, Optional<String> settings, List<String> documents) {

  /** NDJSON, a document per line; the whole file is held in memory. */
  static Corpus ofFile(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
      String uid = name.replaceAll("[^A-Za-z0-9_-]", "-");
      return new Corpus(
          uid, Optional.empty(), Optional.empty(), lines.filter(line -> !line.isBlank()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  Corpus first(int count) {
    return new Corpus(
        index, primaryKey, settings, documents.subList(0, Math.min(count, documents.size())));
  }
}
