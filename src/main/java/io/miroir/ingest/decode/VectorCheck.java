package io.miroir.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.settings.Settings;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Meilisearch refuses in {@code _vectors}; messages without the index prefix. Every document
 * of an index with a {@code userProvided} embedder must bring its vectors, opt out, or be stored
 * already.
 */
final class VectorCheck {
  private final Map<String, Settings.Embedder> embedders;

  private final Map<String, List<String>> without = new TreeMap<>();
  private Optional<Problem> bad = Optional.empty();

  VectorCheck(Map<String, Settings.Embedder> embedders) {
    this.embedders = embedders;
  }

  void document(String id, Optional<byte[]> value) {
    if (value.isEmpty() && embedders.isEmpty()) {
      return;
    }
    JsonNode vectors = JsonSyntax.parse(value.orElse(new byte[] {'{', '}'}));
    if (!vectors.isObject()) {
      bad(
          ErrorCode.INTERNAL,
          "invalid type: " + typeOf(vectors) + ", expected a map at line 1 column 0");
      return;
    }
    embedders.forEach((name, embedder) -> entry(id, name, embedder, vectors.get(name)));
  }

  private static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "sequence";
      case STRING -> "string " + JsonText.of(node);
      case BOOLEAN -> "boolean `" + node.asText() + "`";
      case NUMBER ->
          (node.isIntegralNumber() ? "integer `" : "floating point `") + JsonText.of(node) + "`";
      default -> "null";
    };
  }

  private void entry(String id, String name, Settings.Embedder embedder, JsonNode entry) {
    String path = "`._vectors." + name + "`";
    if (entry == null) {
      missing(id, name, embedder);
    } else if (entry.isArray()) {
      embeddings(id, name, embedder, "._vectors." + name, entry);
    } else if (entry.isObject()) {
      object(id, name, embedder, entry, path);
    } else if (!entry.isNull()) {
      badEntry(
          id,
          "Expected "
              + path
              + " to be an array of floats, an array of arrays of floats, or an object with at"
              + " least the field `regenerate`, but got "
              + shown(entry));
    }
  }

  private void object(
      String id, String name, Settings.Embedder embedder, JsonNode entry, String path) {
    JsonNode regenerate = entry.get("regenerate");
    JsonNode embeddings = entry.path("embeddings");
    if (unknownKey(entry).isPresent()) {
      badEntry(
          id,
          "Could not parse "
              + path
              + ": trailing characters at line 1 column "
              + columnBehind(entry, unknownKey(entry).get()));
    } else if (regenerate == null) {
      badEntry(
          id,
          "Missing field `._vectors."
              + name
              + ".regenerate`\n  - note: "
              + path
              + " must be an array of floats, an array of arrays of floats, or an object with field"
              + " `regenerate`");
    } else if (!regenerate.isBoolean()) {
      badEntry(id, wrongType("._vectors." + name + ".regenerate", "a boolean", regenerate));
    } else if (regenerate.booleanValue() && embeddings.isMissingNode()) {
      missing(id, name, embedder);
    } else if (embeddings.isArray()) {
      embeddings(id, name, embedder, "._vectors." + name + ".embeddings", embeddings);
    } else if (!embeddings.isMissingNode() && !embeddings.isNull()) {
      badEntry(id, wrongType("._vectors." + name + ".embeddings", "an array", embeddings));
    }
  }

  private static Optional<String> unknownKey(JsonNode entry) {
    return entry.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !key.equals("regenerate") && !key.equals("embeddings"))
        .findFirst();
  }

  /** Where the original's parser stops: right behind the key, in the compact text, from 1. */
  private static int columnBehind(JsonNode entry, String unknown) {
    int column = 2;
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      column += utf8(JsonText.quote(field.getKey()));
      if (field.getKey().equals(unknown)) {
        break;
      }
      column += 2 + utf8(JsonText.of(field.getValue()));
    }
    return column;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String wrongType(String path, String expected, JsonNode found) {
    return "Invalid value type at `"
        + path
        + "`: expected "
        + expected
        + ", but found "
        + kind(found)
        + ": `"
        + JsonText.of(found)
        + "`";
  }

  private void embeddings(
      String id, String name, Settings.Embedder embedder, String path, JsonNode array) {
    boolean many = !array.isEmpty() && array.get(0).isArray();
    for (int i = 0; i < (many ? array.size() : Math.min(1, array.size())); i++) {
      JsonNode vector = many ? array.get(i) : array;
      String at = many ? path + "[" + i + "]" : path;
      numbers(id, at, vector);
      int dimensions = vector.size();
      if (embedder.dimensions().isPresent() && embedder.dimensions().getAsLong() != dimensions) {
        bad(
            ErrorCode.INVALID_VECTOR_DIMENSIONS,
            "Invalid vector dimensions in document with id `"
                + id
                + "` in `._vectors."
                + name
                + "`.\n  - note: embedding #"
                + i
                + " has dimensions "
                + dimensions
                + "\n  - note: embedder `"
                + name
                + "` requires "
                + embedder.dimensions().getAsLong());
      }
    }
  }

  private void numbers(String id, String path, JsonNode vector) {
    for (int i = 0; i < vector.size(); i++) {
      JsonNode value = vector.get(i);
      if (!value.isNumber()) {
        badEntry(id, wrongType(path + "[" + i + "]", "a number", value));
      }
    }
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      default -> "null";
    };
  }

  private static String shown(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "the string `" + node.textValue() + "`";
      case BOOLEAN -> "the boolean `" + node.asText() + "`";
      default -> "the number `" + JsonText.of(node) + "`";
    };
  }

  private void missing(String id, String name, Settings.Embedder embedder) {
    if (embedder.source().equals("userProvided")) {
      without.computeIfAbsent(name, key -> new ArrayList<>()).add(id);
    }
  }

  private void badEntry(String id, String what) {
    bad(
        ErrorCode.INVALID_VECTORS_TYPE,
        "Bad embedder configuration in the document with id: `" + id + "`. " + what);
  }

  private void bad(ErrorCode code, String message) {
    bad = bad.or(() -> Optional.of(new Problem(code, message)));
  }

  /** The first problem of all documents, stored ones aside. */
  Optional<Problem> problem() {
    return bad;
  }

  /**
   * Documents that bring no vectors for a {@code userProvided} embedder: fine if they are stored
   * already, for those keep what they have.
   */
  Map<String, List<String>> without() {
    return without;
  }

  /** What Meilisearch says when these documents are not stored yet. */
  static Problem noVectors(String embedder, String firstId, int others) {
    return new Problem(
        ErrorCode.VECTOR_EMBEDDING_ERROR,
        "While embedding documents for embedder `"
            + embedder
            + "`: no vectors provided for document `"
            + firstId
            + "`"
            + (others > 0 ? " and at least " + others + " other document(s)" : "")
            + "\n- Note: `"
            + embedder
            + "` has `source: userProvided`, so documents must provide embeddings as an array in"
            + " `_vectors."
            + embedder
            + "`.\n- Hint: opt-out for a document with `_vectors."
            + embedder
            + ": null`");
  }
}
