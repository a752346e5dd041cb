package io.miroir.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.EngineConfig;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.LocalEngine;
import io.miroir.engine.golden.GoldenFolder.Case;
import io.miroir.engine.golden.GoldenFolder.Variant;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the engine what was asked of a real server and compares the answers. */
class EngineGoldenTest {
  private static final List<String> IGNORED =
      List.of(System.getProperty("golden.ignore", "").split(","));

  /** {@code -Dgolden.known=shown} lists the differences we live with, too. */
  private static final boolean SHOWS_KNOWN = System.getProperty("golden.known", "").equals("shown");

  private static final List<String> ENGINE_CODES =
      List.of(
          "invalid_search_filter",
          "invalid_search_sort",
          "invalid_search_distinct",
          "invalid_search_facets",
          "invalid_search_attributes_to_search_on",
          "invalid_search_embedder",
          "invalid_vector_dimensions",
          "vector_embedding_error",
          "missing_search_hybrid");

  private final Map<String, int[]> groups = new TreeMap<>();
  private final KnownDifferences known = KnownDifferences.read();
  private final List<String> listed = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  void answersAreThoseOfARealServer() throws IOException {
    assumeThat(Files.isDirectory(GoldenFolder.path()))
        .as("golden recordings at %s (system property golden.dir)", GoldenFolder.path())
        .isTrue();
    String corpora = System.getProperty("golden.corpora", "micro-,books,restaurants");
    try (LocalEngine engine = LocalEngine.open(EngineConfig.in(directory))) {
      for (Variant variant : GoldenFolder.variants(List.of(corpora.split(",")))) {
        EngineIndex index = GoldenIndex.build(variant, engine);
        variant.cases("cases.ndjson").forEach(each -> ask(each, index));
        GoldenIndex.drop(variant, engine);
      }
    }
    report();
    assertThat(listed).isEmpty();
  }

  private void ask(Case asked, EngineIndex index) {
    Map<String, String> differences;
    try {
      differences = differences(asked, index);
    } catch (RuntimeException | StackOverflowError e) {
      var at = e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "";
      differences = Map.of("crash", e + " " + at);
    }
    if (differences == null) {
      return;
    }
    int[] counts = groups.computeIfAbsent(asked.group(), group -> new int[2]);
    counts[1]++;
    var shown = new TreeMap<>(differences);
    shown.keySet().removeAll(IGNORED);
    if (shown.isEmpty()) {
      counts[0]++;
    } else if (SHOWS_KNOWN || !known.covers(asked)) {
      String where = asked.variant().indexUid() + " " + asked.name();
      listed.add(where + " " + cut(asked.request().toString()) + "\n    " + lines(shown));
    }
  }

  /** Null for a request that only the route refuses. */
  private Map<String, String> differences(Case asked, EngineIndex index) {
    JsonNode golden = asked.record();
    if (golden.has("error") && refusedByTheRoute(golden.get("error"))) {
      return null;
    }
    SearchRequest request;
    try {
      request = GoldenRequests.read(asked.request());
    } catch (RuntimeException e) {
      return golden.has("error") ? null : Map.of("request", e.toString());
    }
    SearchAnswer answer;
    try {
      answer = index.search(request, GoldenIndex.SHARDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ProblemException e) {
      return refusal(golden, e.problem());
    }
    if (golden.has("error")) {
      return Map.of("error", golden.get("error") + " → answered");
    }
    JsonNode shown =
        GoldenAnswers.show(answer, asked.request(), request, index.definition().settings());
    return GoldenVerdict.differences(golden.get("response"), shown, asked.variant().primaryKey());
  }

  /** The engine sees requests whose types and syntax have been checked. */
  private static boolean refusedByTheRoute(JsonNode error) {
    String message = error.get("message").asText();
    return message.contains("reserved keyword")
        || message.startsWith("Invalid syntax for the ")
        || message.startsWith("Invalid value type at ")
        || message.startsWith("Bad latitude")
        || !ENGINE_CODES.contains(error.get("code").asText());
  }

  private static Map<String, String> refusal(JsonNode golden, Problem problem) {
    if (!golden.has("error")) {
      return Map.of("error", "answered → " + problem);
    }
    JsonNode error = golden.get("error");
    String message = error.get("message").asText();
    boolean same =
        error.get("code").asText().equalsIgnoreCase(problem.code().name())
            && message.replaceFirst("^Index `[^`]*`: ", "").equals(problem.message());
    return same ? Map.of() : Map.of("error", error + " → " + problem);
  }

  private static String lines(Map<String, String> differences) {
    List<String> lines = new ArrayList<>();
    differences.forEach((aspect, told) -> lines.add(aspect + ": " + cut(told)));
    return String.join("\n    ", lines);
  }

  private static String cut(String text) {
    return text.length() > 500 ? text.substring(0, 500) + "…" : text;
  }

  private void report() {
    int[] all = new int[2];
    groups.forEach(
        (group, counts) -> {
          System.out.printf("%-28s %5d of %5d%n", group, counts[0], counts[1]);
          all[0] += counts[0];
          all[1] += counts[1];
        });
    System.out.printf("%-28s %5d of %5d%n", "all", all[0], all[1]);
    listed.stream().limit(Integer.getInteger("golden.list", 400)).forEach(System.out::println);
  }
}
