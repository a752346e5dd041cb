package io.miroir.http.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One transcript: requests, and what a real server answered, normalised. */
record Scenario(String name, List<String> tags, String profile, List<Step> steps) {
  static final ObjectMapper JSON = new ObjectMapper();

  record Step(JsonNode request, JsonNode response) {
    String text(String field, String otherwise) {
      return request.path(field).asText(otherwise);
    }
  }

  static List<Scenario> readAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Scenario::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scenario read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      List<String> tags = new ArrayList<>();
      json.get("tags").forEach(tag -> tags.add(tag.asText()));
      List<Step> steps = new ArrayList<>();
      json.get("steps").forEach(s -> steps.add(new Step(s.get("request"), s.get("response"))));
      return new Scenario(
          json.get("name").asText(), tags, json.get("profile").asText(), List.copyOf(steps));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
