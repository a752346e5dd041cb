package io.miroir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.ingest.DocumentWrites.Format;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Payloads that a real server refused or took, with what it said. */
class GoldenPayloadsTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("golden.dir", "../shared/golden")).resolve("api");

  @TempDir private static Path directory;

  @TestFactory
  Stream<DynamicTest> payloads() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), "no golden recordings at " + GOLDEN);
    return Stream.of("documents-payload-errors", "documents-ndjson-csv", "http-content-types")
        .flatMap(GoldenPayloadsTest::steps)
        .filter(GoldenPayloadsTest::isPayload)
        .map(
            step -> DynamicTest.dynamicTest(step.at("/request/name").asText(), () -> replay(step)));
  }

  private static Stream<JsonNode> steps(String scenario) {
    try {
      JsonNode all = new ObjectMapper().readTree(GOLDEN.resolve(scenario + ".json").toFile());
      return all.get("steps").valueStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPayload(JsonNode step) {
    JsonNode request = step.get("request");
    boolean raw = request.has("rawBody") || request.has("rawBodyBase64");
    String code = step.at("/response/body/code").asText();
    return raw
        && request.path("path").asText().endsWith("/documents")
        && List.of("", "malformed_payload", "missing_payload", "internal").contains(code);
  }

  private static void replay(JsonNode step) throws IOException {
    JsonNode request = step.get("request");
    byte[] body =
        request.has("rawBody")
            ? request.get("rawBody").asText().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(request.get("rawBodyBase64").asText());
    Format format =
        switch (request.path("contentType").asText()) {
          case "application/x-ndjson" -> Format.NDJSON;
          case "text/csv" -> Format.CSV;
          default -> Format.JSON;
        };
    char delimiter = request.at("/query/csvDelimiter").asText(",").charAt(0);
    SpoolSpace space = SpoolSpace.in(directory);
    Spool spool = space.spool();
    spool.write(body);
    String expected = step.at("/response/body/message").asText(null);
    try (Payload payload = Payload.decode(spool, format, delimiter, space)) {
      assertThat(expected).isNull();
      assertThat(payload.documents().size())
          .isEqualTo(step.at("/response/task/details/receivedDocuments").asInt());
    } catch (ProblemException e) {
      assertThat(e.getMessage()).isEqualTo(expected);
    }
  }
}
