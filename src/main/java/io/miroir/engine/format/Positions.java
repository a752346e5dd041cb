package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.document.NumberText;
import io.miroir.engine.query.Utf8Order;
import io.miroir.json.JsonText;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes {@code _matchesPosition}: where in which field the query matched (ranking reference, 7.1).
 */
final class Positions {
  private final TextFormatter texts;
  private final Map<String, String> found = new TreeMap<>(Utf8Order.ORDER);
  private final IntArrayList indices = new IntArrayList();

  private Positions(TextFormatter texts) {
    this.texts = texts;
  }

  /** The object as JSON text. */
  static String of(JsonNode document, TextFormatter texts) {
    Positions positions = new Positions(texts);
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      positions.walk(field.getKey(), field.getValue());
    }
    StringBuilder out = new StringBuilder("{");
    positions.found.forEach(
        (name, entries) -> {
          out.append(out.length() > 1 ? "," : "").append(JsonText.quote(name)).append(':');
          out.append(entries);
        });
    return out.append('}').toString();
  }

  private void walk(String name, JsonNode value) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        walk(name + '.' + field.getKey(), field.getValue());
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        indices.add(i);
        walk(name, value.get(i));
        indices.popInt();
      }
    } else if (value.isTextual()) {
      text(name, value.textValue());
    } else if (value.isNumber()) {
      text(name, NumberText.indexed(JsonText.of(value)));
    }
  }

  private void text(String name, String text) {
    List<TextFormatter.Span> spans = texts.spans(name, text);
    if (spans.isEmpty()) {
      return;
    }
    StringBuilder out = new StringBuilder("[");
    int at = 0;
    int bytes = 0;
    for (TextFormatter.Span span : spans) {
      bytes += utf8Length(text, at, span.start());
      int length = utf8Length(text, span.start(), span.end());
      out.append(out.length() > 1 ? "," : "");
      out.append("{\"start\":").append(bytes).append(",\"length\":").append(length);
      if (!indices.isEmpty()) {
        out.append(",\"indices\":").append(indices.toString().replace(" ", ""));
      }
      out.append('}');
      bytes += length;
      at = span.end();
    }
    found.put(name, out.append(']').toString());
  }

  private static int utf8Length(String text, int start, int end) {
    int bytes = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
