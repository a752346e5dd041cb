package io.miroir.engine.document;

import io.miroir.engine.document.DocumentSlices.Slice;
import io.miroir.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Documents as slices of their top-level fields: partial updates merge them without reading values.
 */
public final class PartialUpdate {

  private PartialUpdate() {}

  /**
   * The stored document with the given top-level fields replaced or added. Fields of the update
   * come first, in their order, then the remaining stored ones by their place in the index (ranking
   * reference, 1.2).
   *
   * @param placeOf the place of a top-level field in the index: its field id
   */
  public static byte[] merge(byte[] stored, byte[] update, ToIntFunction<String> placeOf) {
    Map<String, Slice> merged = DocumentSlices.of(update);
    List<Map.Entry<String, Slice>> rest = new ArrayList<>();
    for (Map.Entry<String, Slice> field : DocumentSlices.of(stored).entrySet()) {
      if (!merged.containsKey(field.getKey())) {
        rest.add(field);
      }
    }
    rest.sort(Comparator.comparingInt(field -> placeOf.applyAsInt(field.getKey())));
    rest.forEach(field -> merged.put(field.getKey(), field.getValue()));
    return write(merged);
  }

  /** The document with one top-level field put last, or without it when the value is null. */
  public static byte[] with(byte[] document, String name, byte[] value) {
    Map<String, Slice> fields = DocumentSlices.of(document);
    fields.remove(name);
    if (value != null) {
      fields.put(name, new Slice(value, 0, value.length));
    }
    return write(fields);
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
      out.writeBytes(JsonText.quote(field.getKey()).getBytes(StandardCharsets.UTF_8));
      out.write(':');
      Slice value = field.getValue();
      out.write(value.json(), value.start(), value.end() - value.start());
    }
    out.write('}');
    return out.toByteArray();
  }
}
