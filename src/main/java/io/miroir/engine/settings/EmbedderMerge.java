package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Settings.Distribution;
import io.miroir.engine.settings.Settings.Embedder;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Merges a change of embedders into the stored ones, name by name and field by field. */
final class EmbedderMerge {
  private static final int EMBEDDERS_MAX = 256;
  static final String DEFAULT_TEMPLATE =
      "{% for field in fields %}{% if field.is_searchable and field.value != nil %}{{ field.name"
          + " }}: {{ field.value }}\n"
          + "{% endif %}{% endfor %}";
  static final int DEFAULT_TEMPLATE_BYTES = 400;

  /** In the order of answers. */
  private static final List<String> ORDER =
      List.of(
          "source",
          "model",
          "revision",
          "pooling",
          "apiKey",
          "dimensions",
          "binaryQuantized",
          "documentTemplate",
          "documentTemplateMaxBytes",
          "url",
          "indexingFragments",
          "searchFragments",
          "request",
          "response",
          "headers",
          "searchEmbedder",
          "indexingEmbedder",
          "distribution");

  /** What tells one provider from another, and so does not outlive a change of source. */
  private static final Set<String> LOST_WITH_SOURCE =
      Set.of(
          "model",
          "revision",
          "pooling",
          "url",
          "request",
          "response",
          "headers",
          "indexingFragments",
          "searchFragments",
          "searchEmbedder",
          "indexingEmbedder");

  private EmbedderMerge() {}

  static Map<String, Embedder> merge(Map<String, Embedder> stored, JsonNode change) {
    if (change.isNull()) {
      return Map.of();
    }
    TreeMap<String, Embedder> merged = new TreeMap<>(Canonical.BY_CODE_POINT);
    merged.putAll(stored);
    for (Map.Entry<String, JsonNode> entry : change.properties()) {
      if (entry.getValue().isNull()) {
        merged.remove(entry.getKey());
      } else {
        merged.put(
            entry.getKey(), merge(entry.getKey(), merged.get(entry.getKey()), entry.getValue()));
      }
    }
    if (merged.size() > EMBEDDERS_MAX) {
      throw EmbedderReader.refusal(
          "Too many embedders in the configuration. Found "
              + merged.size()
              + ", but limited to "
              + EMBEDDERS_MAX
              + ".");
    }
    return merged;
  }

  private static Embedder merge(String name, Embedder old, JsonNode change) {
    ObjectNode before =
        old == null ? NODES.objectNode() : (ObjectNode) JsonSyntax.parse(old.json());
    EmbedderSource source = source(before, change);
    boolean moved = before.has("source") && !before.get("source").asText().equals(source.json());
    if (moved) {
      before.remove(LOST_WITH_SOURCE);
      if (source == EmbedderSource.USER_PROVIDED || source == EmbedderSource.COMPOSITE) {
        before.remove(List.of("documentTemplate", "documentTemplateMaxBytes"));
      }
      if (!source.fields().contains("dimensions")) {
        before.remove("dimensions");
      }
    }
    if (before.path("binaryQuantized").asBoolean()
        && change.has("binaryQuantized")
        && !change.get("binaryQuantized").asBoolean()) {
      throw EmbedderReader.refusal(
          "`.embedders."
              + name
              + ".binaryQuantized`: Cannot disable the binary quantization.\n"
              + " - Note: Binary quantization is a lossy operation that cannot be reverted.\n"
              + " - Hint: Add a new embedder that is non-quantized and regenerate the vectors.");
    }
    ObjectNode after = NODES.objectNode();
    for (String field : ORDER) {
      JsonNode value = change.has(field) ? change.get(field) : before.get(field);
      if (value != null && !value.isNull()) {
        after.set(field, value);
      }
    }
    after.put("source", source.json());
    EmbedderReader.checkFields(name, source, after);
    return embedder(withDefaults(source, after));
  }

  private static EmbedderSource source(JsonNode before, JsonNode change) {
    JsonNode named = change.has("source") ? change.get("source") : before.path("source");
    return EmbedderSource.of(named.asText()).orElse(EmbedderSource.OPEN_AI);
  }

  private static ObjectNode withDefaults(EmbedderSource source, ObjectNode given) {
    ObjectNode all = NODES.objectNode();
    for (String field : ORDER) {
      JsonNode value = given.has(field) ? given.get(field) : defaultOf(source, field, given);
      if (value != null) {
        all.set(field, value);
      }
    }
    return all;
  }

  private static JsonNode defaultOf(EmbedderSource source, String field, ObjectNode given) {
    if (!source.fields().contains(field)) {
      return null;
    }
    return switch (field) {
      case "model" ->
          source == EmbedderSource.OPEN_AI
              ? NODES.textNode("text-embedding-3-small")
              : NODES.textNode("BAAI/bge-base-en-v1.5");
      case "revision" ->
          given.has("model") ? null : NODES.textNode("617ca489d9e86b49b8167676d8220688b99db36e");
      case "pooling" -> NODES.textNode("useModel");
      case "documentTemplate" -> NODES.textNode(DEFAULT_TEMPLATE);
      case "documentTemplateMaxBytes" -> NODES.numberNode(DEFAULT_TEMPLATE_BYTES);
      default -> null;
    };
  }

  /** An embedder as stored, from its whole JSON. */
  static Embedder embedder(JsonNode json) {
    JsonNode distribution = json.path("distribution");
    return new Embedder(
        json.get("source").textValue(),
        json.has("dimensions")
            ? OptionalLong.of(json.get("dimensions").longValue())
            : OptionalLong.empty(),
        json.path("binaryQuantized").asBoolean(),
        distribution.isObject()
            ? Optional.of(
                new Distribution(
                    distribution.get("mean").floatValue(), distribution.get("sigma").floatValue()))
            : Optional.empty(),
        JsonText.of(json));
  }
}
