package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.document.DocumentSlices;
import io.miroir.engine.document.DocumentSlices.Slice;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.store.IndexView;
import io.miroir.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shown part of stored documents as bytes: top-level fields in the order of the index, values
 * copied where they are shown whole (ranking reference, 7.1 and 8).
 */
final class Projection {
  private final IndexView view;
  private final List<Selection> selections = new ArrayList<>();

  /**
   * @param wanted absent: everything that is displayed
   */
  Projection(IndexView view, List<String> displayed, Optional<List<String>> wanted) {
    this.view = view;
    add(displayed);
    wanted.ifPresent(this::add);
  }

  private void add(List<String> names) {
    if (!names.contains("*")) {
      List<String> known = new ArrayList<>(names);
      known.removeIf(
          name -> view.fieldNames().stream().noneMatch(f -> FieldPatterns.covers(name, f)));
      selections.add(Selection.ofHit(known));
    }
  }

  /** The shown fields of a document, {@code _vectors} left out, in the order of the index. */
  Fields of(byte[] document) {
    Map<String, Slice> slices = DocumentSlices.of(document);
    List<Field> fields = new ArrayList<>(slices.size());
    boolean untouched = true;
    int last = -1;
    for (Map.Entry<String, Slice> entry : slices.entrySet()) {
      String key = entry.getKey();
      Field field = key.equals("_vectors") ? null : select(key, entry.getValue());
      if (field == null) {
        untouched = false;
        continue;
      }
      untouched &= field.whole() && field.place() > last;
      last = field.place();
      fields.add(field);
    }
    fields.sort(Comparator.comparingInt(Field::place));
    return new Fields(fields, untouched ? document : null);
  }

  private Field select(String key, Slice value) {
    boolean whole = true;
    for (Selection selection : selections) {
      Selection.Part part = selection.topLevel(key);
      if (part == Selection.Part.NOTHING) {
        return null;
      }
      whole &= part == Selection.Part.WHOLE;
    }
    int place = view.fieldId(key);
    if (whole) {
      return new Field(key, place, true, value);
    }
    JsonNode node = Hits.tree(value.json(), value.start(), value.end());
    for (Selection selection : selections) {
      if (selection.topLevel(key) == Selection.Part.INSIDE) {
        node = selection.inside(node, key);
      }
    }
    byte[] json = JsonText.of(node).getBytes(StandardCharsets.UTF_8);
    return new Field(key, place, false, new Slice(json, 0, json.length));
  }

  /** One shown top-level field. */
  record Field(String name, int place, boolean whole, Slice value) {}

  /**
   * The shown fields.
   *
   * @param unchanged the stored document when it is shown as it is, else null
   */
  record Fields(List<Field> fields, byte[] unchanged) {

    boolean wholly(String name) {
      for (Field field : fields) {
        if (field.name().equals(name)) {
          return field.whole();
        }
      }
      return false;
    }

    /** The object, with more members at its end, each as {@code "name":value} in JSON text. */
    byte[] write(List<String> members) {
      if (unchanged != null && members.isEmpty()) {
        return unchanged;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write('{');
      for (Field field : fields) {
        comma(out);
        out.writeBytes(JsonText.quote(field.name()).getBytes(StandardCharsets.UTF_8));
        out.write(':');
        Slice value = field.value();
        out.write(value.json(), value.start(), value.end() - value.start());
      }
      for (String member : members) {
        comma(out);
        out.writeBytes(member.getBytes(StandardCharsets.UTF_8));
      }
      out.write('}');
      return out.toByteArray();
    }

    private static void comma(ByteArrayOutputStream out) {
      if (out.size() > 1) {
        out.write(',');
      }
    }
  }
}
