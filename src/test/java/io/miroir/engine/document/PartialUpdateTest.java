package io.miroir.engine.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialUpdateTest {
  private static final List<String> PLACES = List.of("id", "a", "b", "c");

  @Test
  void givenFieldsComeFirstThenStoredOnesInIndexOrder() {
    assertThat(merge("{\"c\":3, \"a\":{\"x\":[1,2]},\"id\":1}", "{\"id\":1,\"b\":null}"))
        .isEqualTo("{\"id\":1,\"b\":null,\"a\":{\"x\":[1,2]},\"c\":3}");
  }

  @Test
  void nestedValuesAreReplacedAndBytesStayAsSent() {
    assertThat(merge("{\"id\":1,\"a\":{\"x\":1}}", "{\"id\":1,\"a\":{\"y\": 1.50 }}"))
        .isEqualTo("{\"id\":1,\"a\":{\"y\": 1.50 }}");
    assertThat(merge("{\"id\":1,\"a\":\"é\\u0041\\n\"}", "{\"id\":\"1\"}"))
        .isEqualTo("{\"id\":\"1\",\"a\":\"é\\u0041\\n\"}");
  }

  @Test
  void aFieldCanBePutOrTakenOut() {
    byte[] document = "{\"id\":1,\"_vectors\":{},\"b\":2}".getBytes(StandardCharsets.UTF_8);
    assertThat(text(PartialUpdate.with(document, "_vectors", null)))
        .isEqualTo("{\"id\":1,\"b\":2}");
    assertThat(text(PartialUpdate.with(document, "x", "7".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("{\"id\":1,\"_vectors\":{},\"b\":2,\"x\":7}");
  }

  private static String merge(String stored, String update) {
    return text(
        PartialUpdate.merge(
            stored.getBytes(StandardCharsets.UTF_8),
            update.getBytes(StandardCharsets.UTF_8),
            PLACES::indexOf));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
