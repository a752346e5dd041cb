package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Canonical.Fields;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Reads the {@code embedders} setting. What can be judged without the stored embedders is judged
 * here; {@link EmbedderMerge} does the rest.
 */
final class EmbedderReader {
  private static final ErrorCode CODE = ErrorCode.INVALID_SETTINGS_EMBEDDERS;

  private static final Fields DISTRIBUTION =
      new Fields(CODE)
          .required("mean", EmbedderReader::float32)
          .required("sigma", EmbedderReader::float32);

  /** In the order of answers and task details. */
  private static final Fields EMBEDDER =
      new Fields(CODE)
          .nullable("source", Canonical.word(EmbedderSource.NAMES))
          .nullable("model", Canonical::string)
          .nullable("revision", Canonical::string)
          .nullable("pooling", Canonical.word(List.of("useModel", "forceMean", "forceCls")))
          .nullable("apiKey", Canonical::string)
          .nullable("dimensions", Canonical::unsigned)
          .nullable("binaryQuantized", Canonical::bool)
          .nullable("documentTemplate", Canonical::string)
          .nullable("documentTemplateMaxBytes", Canonical::nonZero)
          .nullable("url", Canonical::string)
          .nullable("indexingFragments", at -> Canonical.sortedMap(at, JsonAt::node))
          .nullable("searchFragments", at -> Canonical.sortedMap(at, JsonAt::node))
          .nullable("request", JsonAt::node)
          .nullable("response", JsonAt::node)
          .nullable("headers", at -> Canonical.sortedMap(at, Canonical::string))
          .nullable("searchEmbedder", at -> Canonical.sortedMap(at, JsonAt::node))
          .nullable("indexingEmbedder", at -> Canonical.sortedMap(at, JsonAt::node))
          .nullable("distribution", EmbedderReader::distribution);

  private EmbedderReader() {}

  static JsonNode readAll(JsonAt at) {
    return Canonical.sortedMap(at, Canonical.nullable(EMBEDDER::read));
  }

  private static JsonNode float32(JsonAt at) {
    return NODES.numberNode((float) at.number());
  }

  private static JsonNode distribution(JsonAt at) {
    ObjectNode read = DISTRIBUTION.read(at);
    for (String name : List.of("mean", "sigma")) {
      float value = read.get(name).floatValue();
      boolean zeroAllowed = name.equals("mean");
      if (!(zeroAllowed ? value >= 0 : value > 0) || value > 1) {
        throw at.invalid(
            "the distribution "
                + name
                + " must be in the range "
                + (zeroAllowed ? "[0, 1]" : "]0, 1]")
                + ", got "
                + plain(value));
      }
    }
    return read;
  }

  private static String plain(float value) {
    return JsonText.number(value).replaceFirst("\\.0$", "");
  }

  /** Features that this server does not have; judged before anything else about embedders. */
  static void checkFeatures(JsonNode embedders) {
    for (JsonNode embedder : embedders) {
      if (embedder.path("source").asText().equals(EmbedderSource.COMPOSITE.json())) {
        throw composite("using `\"composite\"` as source");
      }
      for (String field : List.of("searchEmbedder", "indexingEmbedder")) {
        if (embedder.hasNonNull(field)) {
          throw composite("setting `" + field + "`");
        }
      }
      for (String field : List.of("indexingFragments", "searchFragments")) {
        if (embedder.hasNonNull(field)) {
          throw SettingsReader.notEnabled("setting `" + field + "`", "multimodal", 846);
        }
      }
    }
  }

  private static ProblemException composite(String what) {
    return SettingsReader.notEnabled(what, "composite embedders", 816);
  }

  static void check(String name, JsonNode embedder) {
    if (embedder.isNull()) {
      return;
    }
    String place = "`.embedders." + name;
    if (embedder.path("dimensions").isNumber() && embedder.get("dimensions").asLong() == 0) {
      throw refusal(place + ".dimensions`: `dimensions` cannot be zero");
    }
    if (embedder.hasNonNull("url")) {
      checkUrl(place, embedder.get("url").textValue());
    }
    if (embedder.hasNonNull("documentTemplate")) {
      checkLiquid(place, embedder.get("documentTemplate").textValue());
    }
    checkTemplates(embedder);
    if (embedder.hasNonNull("source")) {
      EmbedderSource source = EmbedderSource.of(embedder.get("source").textValue()).orElseThrow();
      checkFields(name, source, embedder);
    }
  }

  private static void checkUrl(String place, String url) {
    try {
      if (new URI(url).getScheme() == null) {
        throw refusal(place + ".url`: could not parse `" + url + "`: relative URL without a base");
      }
    } catch (URISyntaxException invalid) {
      throw refusal(place + ".url`: could not parse `" + url + "`: " + invalid.getReason());
    }
  }

  /**
   * Finds tags that are never closed, which is what goes wrong most; worded as the liquid crate.
   */
  private static void checkLiquid(String place, String template) {
    int open = -1;
    for (String tag : List.of("{{", "{%")) {
      int last = template.lastIndexOf(tag);
      if (last >= 0 && template.indexOf(tag.equals("{{") ? "}}" : "%}", last) < 0) {
        open = Math.max(open, last);
      }
    }
    if (open < 0) {
      return;
    }
    String[] before = template.substring(0, open).split("\n", -1);
    String line = template.split("\n", -1)[before.length - 1];
    int column = before[before.length - 1].length() + 2;
    while (column < line.length() && line.charAt(column) == ' ') {
      column++;
    }
    String number = Integer.toString(before.length);
    String margin = " ".repeat(number.length());
    throw refusal(
        place
            + ".documentTemplate`: Invalid template: user error: cannot parse template: liquid: "
            + margin
            + "--> "
            + number
            + ":"
            + (column + 1)
            + "\n"
            + margin
            + " |\n"
            + number
            + " | "
            + line
            + "\n"
            + margin
            + " | "
            + " ".repeat(column)
            + "^---\n"
            + margin
            + " |\n"
            + margin
            + " = expected Literal\n.");
  }

  private static void checkTemplates(JsonNode embedder) {
    if (embedder.hasNonNull("request") && !contains(embedder.get("request"), "{{text}}")) {
      throw ProblemException.of(
          ErrorCode.VECTOR_EMBEDDING_ERROR,
          "Error while generating embeddings: user error: in `request`: \"{{text}}\" not found\n"
              + "  - Note: this template is using a document template, and so expects to contain"
              + " the placeholder \"{{text}}\" rather than \"{{fragment}}\"");
    }
    if (embedder.hasNonNull("response") && !contains(embedder.get("response"), "{{embedding}}")) {
      throw ProblemException.of(
          ErrorCode.VECTOR_EMBEDDING_ERROR,
          "Error while generating embeddings: user error: in `response`: \"{{embedding}}\" not"
              + " found");
    }
  }

  private static boolean contains(JsonNode node, String placeholder) {
    if (node.isTextual()) {
      return node.textValue().equals(placeholder);
    }
    for (JsonNode child : node) {
      if (contains(child, placeholder)) {
        return true;
      }
    }
    return false;
  }

  /** Refuses fields the source does not have and misses those it must have. */
  static void checkFields(String name, EmbedderSource source, JsonNode embedder) {
    String place = "`.embedders." + name + "`: ";
    for (java.util.Map.Entry<String, JsonNode> field : embedder.properties()) {
      if (!field.getValue().isNull() && !source.fields().contains(field.getKey())) {
        throw refusal(
            place
                + "Field `"
                + field.getKey()
                + "` unavailable for source `"
                + source.json()
                + "`.\n  - note: `"
                + field.getKey()
                + "` is available for sources: "
                + quoted(EmbedderSource.having(field.getKey()))
                + "\n  - note: available fields for source `"
                + source.json()
                + "`: "
                + quoted(source.fields()));
      }
    }
    for (String mandatory : source.mandatory()) {
      if (!embedder.hasNonNull(mandatory)) {
        throw refusal(
            place
                + "Missing field `"
                + mandatory
                + "` (note: this field is mandatory for source `"
                + source.json()
                + "`)");
      }
    }
  }

  private static String quoted(List<String> names) {
    return "`" + String.join("`, `", names) + "`";
  }

  static ProblemException refusal(String message) {
    return ProblemException.of(CODE, message);
  }
}
