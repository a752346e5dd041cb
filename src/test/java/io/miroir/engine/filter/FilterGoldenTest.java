package io.miroir.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.json.JsonText;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recorded filters of a real server: which it read, and what it said of the others. */
class FilterGoldenTest {
  private static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "../shared/golden"));

  @Test
  void filtersAreReadAndRefusedAsRecorded() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), "no golden recordings at " + GOLDEN);
    List<String> differences = new ArrayList<>();
    int checked = 0;
    try (Stream<Path> corpora = Files.list(GOLDEN.resolve("search"))) {
      for (Path cases : corpora.map(corpus -> corpus.resolve("cases.ndjson")).toList()) {
        if (Files.exists(cases)) {
          checked += check(cases, differences);
        }
      }
    }
    assertThat(checked).isGreaterThan(500);
    assertThat(differences).isEmpty();
  }

  private static int check(Path cases, List<String> differences) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    int checked = 0;
    for (String line : Files.readAllLines(cases)) {
      JsonNode recorded = mapper.readTree(line);
      JsonNode filter = recorded.path("request").get("filter");
      String code = recorded.path("error").path("code").asText();
      String message = recorded.path("error").path("message").asText();
      boolean otherwise = !code.isEmpty() && !code.contains("filter") && !code.contains("feature");
      if (filter == null || otherwise) {
        continue;
      }
      checked++;
      String expected = message.startsWith("Index `") ? "" : message;
      String found = refusal(JsonText.of(filter));
      if (!found.equals(expected)) {
        differences.add(JsonText.of(filter) + "\n  expected " + expected + "\n  found " + found);
      }
    }
    return checked;
  }

  private static String refusal(String json) {
    try {
      FilterSyntax.check(json);
      return "";
    } catch (ProblemException refused) {
      return refused.getMessage();
    }
  }
}
