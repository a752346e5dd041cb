package io.miroir.engine.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Documents as slices of their top-level fields: partial updates merge them without reading values.
 */
public final class PartialUpdate {

  /** The bytes of one value. */
  record Slice(byte[] json, int start, int end) {}

  private PartialUpdate() {}

  /**
   * The stored document with the given top-level fields replaced or added. Fields of the update
   * come first, in their order, then the remaining stored ones by their place in the index (ranking
   * reference, 1.2).
   *
   * @param placeOf the place of a top-level field in the index: its field id
   */
  public static byte[] merge(byte[] stored, byte[] update, ToIntFunction<String> placeOf) {
    Map<String, Slice> merged = fields(update);
    List<Map.Entry<String, Slice>> rest = new ArrayList<>();
    for (Map.Entry<String, Slice> field : fields(stored).entrySet()) {
      if (!merged.containsKey(field.getKey())) {
        rest.add(field);
      }
    }
    rest.sort(java.util.Comparator.comparingInt(field -> placeOf.applyAsInt(field.getKey())));
    rest.forEach(field -> merged.put(field.getKey(), field.getValue()));
    return write(merged);
  }

  /** The document with one top-level field put last, or without it when the value is null. */
  public static byte[] with(byte[] document, String name, byte[] value) {
    Map<String, Slice> fields = fields(document);
    fields.remove(name);
    if (value != null) {
      fields.put(name, new Slice(value, 0, value.length));
    }
    return write(fields);
  }

  /** The top-level fields of an object in their order; of a repeated name the last value. */
  static Map<String, Slice> fields(byte[] document) {
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

  private static byte[] write(Map<String, Slice> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('{');
    boolean first = true;
    for (Map.Entry<String, Slice> field : fields.entrySet()) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.writeBytes(
          io.miroir.json.JsonText.quote(field.getKey())
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.write(':');
      Slice value = field.getValue();
      out.write(value.json(), value.start(), value.end() - value.start());
    }
    out.write('}');
    return out.toByteArray();
  }
}
