package io.miroir.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.EngineConfig;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.LocalEngine;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.model.IndexId;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random documents, settings and requests, with the answers of a second, naive implementation of
 * the ranking reference. Each line is what one seed made; a difference names the seed.
 */
class OracleTest {
  private static final int[] SHARDS = IntStream.range(0, 16).toArray();
  private static final int PARTS = 3;
  private static final String PATIENT = "{\"searchCutoffMs\": 600000}";

  @TempDir private Path directory;

  static Stream<Integer> parts() {
    return IntStream.range(0, PARTS).boxed();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void randomRequestsAreAnsweredAsTheSecondImplementationDoes(int part) throws IOException {
    List<String> differences = new ArrayList<>();
    int asked = 0;
    try (LocalEngine engine = LocalEngine.open(EngineConfig.in(directory))) {
      List<JsonNode> seeds = seeds();
      for (int at = part; at < seeds.size(); at += PARTS) {
        JsonNode seed = seeds.get(at);
        EngineIndex index = build(engine, seed);
        for (JsonNode each : seed.get("cases")) {
          asked++;
          Map<String, String> found = compare(index, each);
          if (!found.isEmpty()) {
            differences.add("seed " + seed.get("seed") + " " + each.get("request") + " " + found);
          }
        }
        engine.drop(id(seed));
      }
    }
    assertThat(asked).isPositive();
    assertThat(differences).isEmpty();
  }

  private static Map<String, String> compare(EngineIndex index, JsonNode each) throws IOException {
    JsonNode asked = each.get("request");
    SearchRequest request = GoldenRequests.read(asked);
    JsonNode shown =
        GoldenAnswers.show(
            index.search(request, SHARDS), asked, request, index.definition().settings());
    return GoldenVerdict.differences(each.get("response"), shown, "id");
  }

  private static EngineIndex build(LocalEngine engine, JsonNode seed) throws IOException {
    Settings settings =
        SettingsPatch.parse(PATIENT)
            .applyTo(
                SettingsPatch.parse(seed.get("settings").toString()).applyTo(Settings.DEFAULT));
    EngineIndex index =
        engine.create(id(seed), new IndexDefinition(SHARDS.length, Optional.of("id"), 1, settings));
    List<ShardWrite> writes = new ArrayList<>();
    int ordinal = 0;
    for (JsonNode text : seed.get("documents")) {
      ordinal++;
      String key = GoldenFolder.json(text.asText()).get("id").asText();
      byte[] bytes = text.asText().getBytes(StandardCharsets.UTF_8);
      var put = new WriteOperation(Kind.REPLACE, key, ordinal, ordinal, bytes);
      writes.add(new ShardWrite(ordinal % SHARDS.length, List.of(put)));
    }
    index.write(writes);
    index.refresh();
    return index;
  }

  private static IndexId id(JsonNode seed) {
    return new IndexId("seed" + seed.get("seed").asInt());
  }

  private static List<JsonNode> seeds() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    OracleTest.class.getResourceAsStream("/golden/oracle-answers.ndjson.gz")),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(GoldenFolder::json).toList();
    }
  }
}
