package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.document.DocumentSlices;
import io.miroir.engine.document.DocumentSlices.Slice;
import io.miroir.engine.store.IndexView;
import io.miroir.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes {@code _vectors} of a shown document: entries for names that are no embedder as they were
 * sent, then the vectors of every embedder as stored floats (API reference, 7.4).
 */
final class VectorsMember {
  private VectorsMember() {}

  /** The member as {@code "_vectors":{…}}. */
  static String of(IndexView view, int document, byte[] source) {
    Slice given = DocumentSlices.of(source).get("_vectors");
    JsonNode sent = given == null ? null : Hits.tree(given.json(), given.start(), given.end());
    Set<String> embedders = view.settings().embedders().keySet();
    StringBuilder out = new StringBuilder("\"_vectors\":{");
    int empty = out.length();
    if (sent != null && sent.isObject()) {
      for (Map.Entry<String, JsonNode> entry : sent.properties()) {
        if (!embedders.contains(entry.getKey())) {
          out.append(out.length() > empty ? "," : "").append(JsonText.quote(entry.getKey()));
          out.append(':').append(JsonText.of(entry.getValue()));
        }
      }
    }
    for (String embedder : new TreeSet<>(embedders)) {
      out.append(out.length() > empty ? "," : "").append(JsonText.quote(embedder)).append(':');
      embeddings(out, view.vectors(embedder, document), regenerate(sent, embedder));
    }
    return out.append('}').toString();
  }

  private static boolean regenerate(JsonNode sent, String embedder) {
    return sent != null && sent.path(embedder).path("regenerate").asBoolean(false);
  }

  private static void embeddings(StringBuilder out, List<float[]> vectors, boolean regenerate) {
    out.append("{\"embeddings\":[");
    for (int i = 0; i < vectors.size(); i++) {
      out.append(i == 0 ? "[" : ",[");
      float[] vector = vectors.get(i);
      for (int j = 0; j < vector.length; j++) {
        out.append(j == 0 ? "" : ",").append(JsonText.number((double) vector[j]));
      }
      out.append(']');
    }
    out.append("],\"regenerate\":").append(regenerate).append('}');
  }
}
