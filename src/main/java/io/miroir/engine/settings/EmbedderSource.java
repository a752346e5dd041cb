package io.miroir.engine.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where embeddings come from, and which fields of an embedder each source has. */
enum EmbedderSource {
  OPEN_AI("openAi", "model apiKey dimensions documentTemplate documentTemplateMaxBytes url", ""),
  HUGGING_FACE(
      "huggingFace", "model revision pooling documentTemplate documentTemplateMaxBytes", ""),
  OLLAMA(
      "ollama", "model apiKey dimensions documentTemplate documentTemplateMaxBytes url", "model"),
  USER_PROVIDED("userProvided", "dimensions", "dimensions"),
  REST(
      "rest",
      "apiKey dimensions documentTemplate documentTemplateMaxBytes url indexingFragments"
          + " searchFragments request response headers",
      "url request response"),
  COMPOSITE("composite", "searchEmbedder indexingEmbedder", "searchEmbedder indexingEmbedder");

  private final String json;
  private final List<String> fields;
  private final List<String> mandatory;

  EmbedderSource(String json, String fields, String mandatory) {
    this.json = json;
    this.fields = List.of((("source " + fields) + " distribution binaryQuantized").split(" "));
    this.mandatory = mandatory.isEmpty() ? List.of() : List.of(mandatory.split(" "));
  }

  static final List<String> NAMES = Arrays.stream(values()).map(EmbedderSource::json).toList();

  static Optional<EmbedderSource> of(String json) {
    return Arrays.stream(values()).filter(source -> source.json.equals(json)).findFirst();
  }

  static List<String> having(String field) {
    return Arrays.stream(values())
        .filter(source -> source.fields.contains(field))
        .map(EmbedderSource::json)
        .toList();
  }

  String json() {
    return json;
  }

  /** In the order in which messages list them. */
  List<String> fields() {
    return fields;
  }

  List<String> mandatory() {
    return mandatory;
  }
}
