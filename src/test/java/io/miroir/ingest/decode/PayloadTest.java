package io.miroir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.ingest.DocumentWrites.Format;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTest {
  @TempDir private Path directory;

  private List<String> documents(Format format, String body) {
    return documents(format, body.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private List<String> documents(Format format, byte[] body, long memory) {
    SpoolSpace space = new SpoolSpace(directory, memory, memory);
    Spool spool = space.spool();
    spool.write(body);
    try (Payload payload = Payload.decode(spool, format, ',', space)) {
      List<String> documents = new ArrayList<>();
      for (int i = 0; i < payload.documents().size(); i++) {
        documents.add(new String(payload.documents().document(i), StandardCharsets.UTF_8));
      }
      return documents;
    } finally {
      assertThat(space.memoryUsed()).isBetween(0L, memory);
    }
  }

  @Test
  void documentsKeepTheirBytes() {
    assertThat(documents(Format.JSON, " [ {\"id\": 1.50} ,\n{\"t\":\"ü\\n\"}]"))
        .containsExactly("{\"id\": 1.50}", "{\"t\":\"ü\\n\"}");
    assertThat(documents(Format.JSON, "{\"id\" : [1, {\"a\":[]}]} ")).hasSize(1);
    assertThat(documents(Format.JSON, "[]")).isEmpty();
    assertThat(documents(Format.NDJSON, "{\"id\":3}{\"id\":4} {\"id\":5}\r\n\r\n{\"id\":6}"))
        .containsExactly("{\"id\":3}", "{\"id\":4}", "{\"id\":5}", "{\"id\":6}");
    assertThat(documents(Format.NDJSON, " \n ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'id': 1}|EOF while parsing a list at line 1 column 10",
        "[{'id': 1},]|trailing comma at line 1 column 12",
        "[{'id': 1} {'id': 2}]|expected `,` or `]` at line 1 column 12",
        "[{'id': 1,}]|key must be a string at line 1 column 11",
        "{'id': 1,}|trailing comma at line 1 column 10",
        "{'id': 1|EOF while parsing an object at line 1 column 8",
        "{'id'  1}|expected `:` at line 1 column 8",
        "{'id': 1} x|trailing characters at line 1 column 11",
        "{id: 1}|key must be a string at line 1 column 2",
        "[{'id': nul}]|expected ident at line 1 column 12",
        "[{'id': 01}]|invalid number at line 1 column 10",
        "[{'id': 1.}]|invalid number at line 1 column 11",
        "{'id': '\\x'}|invalid escape at line 1 column 10",
        "{'id': 1e999}|number out of range at line 1 column 12",
        "id 1|expected value at line 1 column 1",
        "42|data are neither an object nor a list of objects",
        "null|data are neither an object nor a list of objects",
        "[1, 2]|trailing characters at line 1 column 5"
      })
  void malformedJsonIsToldInSerdesWords(String body, String message) {
    String quoted = body.replace('\'', '"');
    assertThatThrownBy(() -> documents(Format.JSON, quoted))
        .hasMessage(
            "The `json` payload provided is malformed. `Couldn't serialize document value: "
                + message
                + "`.");
  }

  @Test
  void depthIsLimitedForASingleObjectOnly() {
    String deep = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}";
    assertThat(documents(Format.JSON, "[" + deep + "]")).hasSize(1);
    assertThatThrownBy(() -> documents(Format.JSON, deep))
        .hasMessageContaining("recursion limit exceeded at line 1 column");
  }

  @Test
  void anElementThatIsNoObjectIsAnInternalError() {
    assertThatThrownBy(() -> documents(Format.JSON, "[\"x\"]"))
        .hasMessage("invalid type: string \"x\", expected a map at line 1 column 3")
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.INTERNAL));
    assertThatThrownBy(() -> documents(Format.NDJSON, "{\"id\":1}\n[1]\n"))
        .hasMessage("invalid type: sequence, expected a map at line 1 column 0");
  }

  @Test
  void brokenUtf8IsToldWhereTheValueEnds() {
    byte[] body = "[{\"id\": \"??\"}]".getBytes(StandardCharsets.UTF_8);
    body[9] = (byte) 0xFF;
    body[10] = (byte) 0xFE;
    assertThatThrownBy(() -> documents(Format.JSON, body, 1 << 20))
        .hasMessageContaining("invalid unicode code point at line 1 column 13");
  }

  @Test
  void csvBecomesTypedJson() {
    assertThat(
            documents(
                Format.CSV,
                "id:number,name,new:boolean,note:weird\n1,\"Table, \"\"big\"\"\",true,a\n\n2,,,\n"))
        .containsExactly(
            "{\"id\":1,\"name\":\"Table, \\\"big\\\"\",\"new\":true,\"note:weird\":\"a\"}",
            "{\"id\":2,\"name\":null,\"new\":null,\"note:weird\":null}");
    assertThat(documents(Format.CSV, "id:number,a,a\r\n 1e3 ,x,\"two\nlines\"\r\n"))
        .containsExactly("{\"id\":1000.0,\"a\":\"two\\nlines\"}");
    assertThat(documents(Format.CSV, "id,name\n")).isEmpty();
  }

  @Test
  void csvRowsOfOtherLengthsAreRefused() {
    assertThatThrownBy(() -> documents(Format.CSV, "id,name\n1,\"a\nb\"\n2\n"))
        .hasMessage(
            "The `csv` payload provided is malformed: `CSV error: record 2 (line: 4, byte: 16):"
                + " found record with 1 fields, but the previous record has 2 fields`.");
    assertThatThrownBy(() -> documents(Format.CSV, "id,n:number\n1,2\n2,doggo\n"))
        .hasMessageContaining("Error parsing number \"doggo\" at line 2: invalid float literal");
  }

  @Test
  void anEmptyBodyIsMissing() {
    assertThatThrownBy(() -> documents(Format.NDJSON, ""))
        .hasMessage("A ndjson payload is missing.");
  }

  @Test
  void whatDoesNotFitMemoryGoesThroughAFileThatIsGoneAfterwards() throws Exception {
    StringBuilder body = new StringBuilder("[");
    for (int i = 0; i < 2_000; i++) {
      body.append(i > 0 ? "," : "").append("{\"id\":").append(i).append("}");
    }
    byte[] bytes = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
    assertThat(documents(Format.JSON, bytes, 1_000)).hasSize(2_000).contains("{\"id\":1999}");
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anyBytesAreReadOrRefusedNeverMore() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    String alphabet = "[]{}\",:\\u0d 1-.eEtrufalsn\n\u00e9";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder("[{\"id\":");
      for (int j = random.nextInt(1, 14); j > 0; j--) {
        body.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      for (Format format : Format.values()) {
        try {
          documents(format, body.toString());
        } catch (ProblemException expected) {
          assertThat(expected.problem().code())
              .isIn(ErrorCode.MALFORMED_PAYLOAD, ErrorCode.INTERNAL);
        }
      }
    }
  }
}
