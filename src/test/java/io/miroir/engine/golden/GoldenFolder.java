package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The recorded answers of a real server: corpora, their variants, their cases. */
final class GoldenFolder {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** One recorded question. */
  record Case(Variant variant, String name, String group, JsonNode request, JsonNode record) {}

  /** One corpus under one set of settings. */
  record Variant(
      String corpus, String name, String indexUid, Path folder, JsonNode manifest, Path corpusDir) {

    String primaryKey() {
      return manifest.get("primaryKey").asText();
    }

    String settings() {
      return read(folder.resolve("settings.json"));
    }

    List<Case> cases(String file) {
      List<Case> found = new ArrayList<>();
      for (String line : lines(folder.resolve(file))) {
        JsonNode record = json(line);
        found.add(
            new Case(
                this,
                record.get("name").asText(),
                record.get("group").asText(),
                record.get("request"),
                record));
      }
      return found;
    }

    /** One JSON object per document, as it was sent. */
    List<String> documents() {
      return lines(corpusDir.resolve(manifest.at("/documents/file").asText()));
    }
  }

  private GoldenFolder() {}

  static Path path() {
    return Path.of(System.getProperty("golden.dir", "../shared/golden")).resolve("search");
  }

  /** All variants of all corpora whose name starts with one of the prefixes. */
  static List<Variant> variants(List<String> prefixes) {
    List<Variant> found = new ArrayList<>();
    try (Stream<Path> corpora = Files.list(path())) {
      corpora
          .filter(corpus -> Files.exists(corpus.resolve("manifest.json")))
          .filter(corpus -> prefixes.stream().anyMatch(corpus.getFileName().toString()::startsWith))
          .sorted()
          .forEach(corpus -> found.addAll(variantsOf(corpus)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static List<Variant> variantsOf(Path corpus) {
    JsonNode manifest = json(read(corpus.resolve("manifest.json")));
    List<Variant> found = new ArrayList<>();
    for (JsonNode variant : manifest.get("variants")) {
      String name = variant.get("name").asText();
      found.add(
          new Variant(
              corpus.getFileName().toString(),
              name,
              variant.get("indexUid").asText(),
              name.isEmpty() ? corpus : corpus.resolve(name),
              manifest,
              corpus));
    }
    return found;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      if (file.toString().endsWith(".gz")) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    return read(file).lines().filter(line -> !line.isBlank()).toList();
  }
}
