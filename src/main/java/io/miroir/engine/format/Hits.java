package io.miroir.engine.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Trees of stored documents, for the few that are formatted or shown in part. */
final class Hits {
  private static final ObjectReader READER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .readerFor(JsonNode.class);

  private Hits() {}

  static JsonNode tree(byte[] json, int start, int end) {
    try {
      return READER.readValue(json, start, end - start);
    } catch (IOException e) {
      throw new UncheckedIOException("expected a valid document", e);
    }
  }
}
