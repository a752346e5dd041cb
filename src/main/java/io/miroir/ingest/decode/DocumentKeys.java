package io.miroir.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Meilisearch's rules for primary keys and document ids. */
public final class DocumentKeys {
  private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9_-]{1,511}");
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");

  private DocumentKeys() {}

  /** The primary key told by the first document; it must be the only name ending with "id". */
  static String infer(DocumentSlices slices) {
    List<String> candidates = new ArrayList<>();
    DocumentFields fields = new DocumentFields(slices, 0);
    while (fields.next()) {
      String name = fields.name();
      if (name.toLowerCase(Locale.ROOT).endsWith("id") && !candidates.contains(name)) {
        candidates.add(name);
      }
    }
    candidates.sort(null);
    return switch (candidates.size()) {
      case 0 ->
          throw ProblemException.of(
              ErrorCode.INDEX_PRIMARY_KEY_NO_CANDIDATE_FOUND,
              "The primary key inference failed as the engine did not find any field ending with"
                  + " `id` in its name. Please specify the primary key manually using the"
                  + " `primaryKey` query parameter.");
      case 1 -> candidates.getFirst();
      default ->
          throw ProblemException.of(
              ErrorCode.INDEX_PRIMARY_KEY_MULTIPLE_CANDIDATES_FOUND,
              "The primary key inference failed as the engine found "
                  + candidates.size()
                  + " fields ending with `id` in their names: '"
                  + candidates.get(0)
                  + "' and '"
                  + candidates.get(1)
                  + "'. Please specify the primary key manually using the `primaryKey` query"
                  + " parameter.");
    };
  }

  /** The id of a document whose primary key is a top-level field with this value. */
  static String idOf(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    if (value[0] == '"') {
      String id =
          text.indexOf('\\') < 0
              ? text.substring(1, text.length() - 1)
              : JsonSyntax.parse(value).textValue();
      if (VALID_ID.matcher(id).matches()) {
        return id;
      }
    } else if (INTEGER.matcher(text).matches()) {
      JsonNode number = JsonSyntax.parse(value);
      if (number.isIntegralNumber()) {
        return number.bigIntegerValue().toString();
      }
    }
    throw invalid(JsonText.of(JsonSyntax.parse(value)));
  }

  static ProblemException invalid(String shown) {
    return ProblemException.of(
        ErrorCode.INVALID_DOCUMENT_ID,
        "Document identifier `"
            + shown
            + "` is invalid. A document identifier can be of type integer or string, only composed"
            + " of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can"
            + " not be more than 511 bytes.");
  }

  /** The id of a document by a primary key that may be a path ({@code a.b}). */
  static String key(DocumentSlices slices, int document, String primaryKey) {
    if (primaryKey.indexOf('.') >= 0) {
      return nested(slices, document, primaryKey);
    }
    byte[] name = primaryKey.getBytes(StandardCharsets.UTF_8);
    DocumentFields fields = new DocumentFields(slices, document);
    Optional<byte[]> value = Optional.empty();
    while (fields.next()) {
      if (fields.named(name)) {
        value = Optional.of(fields.value());
      }
    }
    return idOf(value.orElseThrow(() -> missing(slices, document, primaryKey)));
  }

  static String nested(DocumentSlices slices, int document, String primaryKey) {
    JsonNode tree = JsonSyntax.parse(slices.document(document));
    List<JsonNode> found = new ArrayList<>();
    matches(tree, primaryKey, found);
    return switch (found.size()) {
      case 0 -> throw missing(slices, document, primaryKey);
      case 1 -> idOf(JsonText.of(found.getFirst()).getBytes(StandardCharsets.UTF_8));
      default ->
          throw ProblemException.of(
              ErrorCode.INVALID_DOCUMENT_ID,
              "Document have too many matching `"
                  + primaryKey
                  + "` attribute: `"
                  + JsonText.of(tree)
                  + "`.");
    };
  }

  private static void matches(JsonNode node, String path, List<JsonNode> found) {
    if (node.isArray()) {
      node.forEach(element -> matches(element, path, found));
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                if (field.getKey().equals(path)) {
                  found.add(field.getValue());
                } else if (path.startsWith(field.getKey() + ".")) {
                  matches(field.getValue(), path.substring(field.getKey().length() + 1), found);
                }
              });
    }
  }

  static ProblemException missing(DocumentSlices slices, int document, String primaryKey) {
    return ProblemException.of(
        ErrorCode.MISSING_DOCUMENT_ID,
        "Document doesn't have a `"
            + primaryKey
            + "` attribute: `"
            + JsonText.of(JsonSyntax.parse(slices.document(document)))
            + "`.");
  }
}
