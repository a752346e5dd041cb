package io.miroir.engine.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A document as the bytes of its top-level values. */
public final class DocumentSlices {

  /** The bytes of one value, without the space around it. */
  public record Slice(byte[] json, int start, int end) {}

  private DocumentSlices() {}

  /** The top-level fields of an object in their order; of a repeated name the last value. */
  public static Map<String, Slice> of(byte[] document) {
    Map<String, Slice> fields = new LinkedHashMap<>();
    try (JsonParser parser = DocumentJson.parser(document, 0, document.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expected a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        fields.put(name, new Slice(document, start, end));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("expected a valid document", e);
    }
    return fields;
  }
}
