package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.document.NumberText;
import io.miroir.json.JsonText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Writes {@code _formatted}: texts highlighted and cropped, numbers as text (ranking reference,
 * 7.1).
 */
final class FormattedText {
  private final TextFormatter texts;
  private final FormatOptions options;
  private final StringBuilder out = new StringBuilder();

  private FormattedText(TextFormatter texts, FormatOptions options) {
    this.texts = texts;
    this.options = options;
  }

  /**
   * The object as JSON text.
   *
   * @param placeOf the place of a top-level field in the index
   */
  static String of(
      JsonNode document,
      TextFormatter texts,
      FormatOptions options,
      ToIntFunction<String> placeOf) {
    FormattedText formatted = new FormattedText(texts, options);
    List<Map.Entry<String, JsonNode>> fields =
        document.properties().stream()
            .sorted(Comparator.comparingInt(field -> placeOf.applyAsInt(field.getKey())))
            .toList();
    formatted.out.append('{');
    for (Map.Entry<String, JsonNode> field : fields) {
      formatted.field(field, field.getKey());
    }
    return formatted.out.append('}').toString();
  }

  private void field(Map.Entry<String, JsonNode> field, String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append(JsonText.quote(field.getKey())).append(':');
    value(name, field.getValue());
  }

  private void value(String name, JsonNode value) {
    if (value.isObject()) {
      out.append('{');
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        field(field, name + '.' + field.getKey());
      }
      out.append('}');
    } else if (value.isArray()) {
      out.append('[');
      for (int i = 0; i < value.size(); i++) {
        out.append(i == 0 ? "" : ",");
        value(name, value.get(i));
      }
      out.append(']');
    } else if (value.isTextual()) {
      text(name, value.textValue());
    } else if (value.isNumber()) {
      text(name, NumberText.indexed(JsonText.of(value)));
    } else {
      out.append(JsonText.of(value));
    }
  }

  private void text(String name, String text) {
    out.append(JsonText.quote(texts.format(name, text, options.of(name))));
  }
}
