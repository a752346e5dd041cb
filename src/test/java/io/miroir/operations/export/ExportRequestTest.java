package io.miroir.operations.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportRequestTest {
  private static ExportRequest read(String body) {
    return ExportRequest.read(JsonSyntax.parse(body));
  }

  @Test
  void everythingIsExportedUnlessSaidOtherwise() {
    ExportRequest request = read("{}");
    assertThat(request.url()).isEmpty();
    assertThat(request.payloadBytes()).isEqualTo(20 << 20);
    assertThat(request.rule(new IndexUid("any"))).isPresent();
    assertThat(request.details(Optional.empty()))
        .isEqualTo(
            "{\"url\":\"\",\"indexes\":{\"*\":{\"filter\":null,\"overrideSettings\":false}}}");
  }

  @Test
  void detailsTellThePatternsAndAtTheEndTheIndexes() {
    ExportRequest request =
        read(
            "{\"url\":\"http://h\",\"apiKey\":\"0123456789abcdef\",\"payloadSize\":\"1 MiB\","
                + "\"indexes\":{\"d*\":{\"overrideSettings\":true,\"filter\":\"a = 1\"}}}");
    assertThat(request.rule(new IndexUid("other"))).isEmpty();
    assertThat(request.details(Optional.empty()))
        .isEqualTo(
            "{\"url\":\"http://h\",\"apiKey\":\"01XXXX...\",\"payloadSize\":\"1 MiB\",\"indexes\":"
                + "{\"d*\":{\"filter\":\"a = 1\",\"overrideSettings\":true}}}");
    assertThat(request.details(Optional.of(Map.of(new IndexUid("doc"), 7L))))
        .endsWith(
            "\"indexes\":{\"doc\":{\"filter\":\"a = 1\",\"overrideSettings\":true,"
                + "\"matchedDocuments\":7}}}");
    assertThat(request.details(Optional.of(Map.of()))).endsWith("\"indexes\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "1 MiB,1048576,1 MiB",
    "20MB,20000000,20 MB",
    "300,300,300 B",
    "3 mib,3145728,3 MiB",
  })
  void sizesAreReadAndShown(String text, long bytes, String shown) {
    ExportRequest request = read("{\"payloadSize\":\"" + text + "\"}");
    assertThat(request.payloadBytes()).isEqualTo(bytes);
    assertThat(request.payloadSize()).contains(shown);
    assertThat(read("{\"payloadSize\":" + bytes + "}").payloadSize()).contains(shown);
  }

  @Test
  void theFirstThingWrongIsTold() {
    refused("{\"url\":1}", ErrorCode.INVALID_EXPORT_URL, "at `.url`: expected a string");
    refused(
        "{\"payloadSize\":\"doggo\"}",
        ErrorCode.INVALID_EXPORT_PAYLOAD_SIZE,
        "Invalid value at `.payloadSize`: the character 'd' is not a number");
    refused(
        "{\"payloadSize\":[]}",
        ErrorCode.INVALID_EXPORT_PAYLOAD_SIZE,
        "expected a positive integer or a string");
    refused(
        "{\"indexes\":{\"a b\":{}}}",
        ErrorCode.BAD_REQUEST,
        "Invalid value at `.indexes`: the key \"a b\" could not be deserialized");
    refused(
        "{\"indexes\":{\"z\":{\"overrideSettings\":\"x\"}}}",
        ErrorCode.INVALID_EXPORT_INDEX_OVERRIDE_SETTINGS,
        "at `.indexes.z.overrideSettings`: expected a boolean");
    refused("{\"x\":1}", ErrorCode.BAD_REQUEST, "Unknown field `x`");
  }

  private static void refused(String body, ErrorCode code, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.problem().message()).contains(message);
              assertThat(refusal.problem().code()).isEqualTo(code);
            });
  }
}
