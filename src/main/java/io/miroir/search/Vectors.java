package io.miroir.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the vectors out of a document as the engine shows them. */
final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** Empty when the document has none of this embedder. */
  static List<List<Float>> of(byte[] document, String embedder) {
    try {
      List<List<Float>> vectors = new ArrayList<>();
      JsonNode embeddings =
          JSON.readTree(document).path("_vectors").path(embedder).path("embeddings");
      for (JsonNode embedding : embeddings) {
        List<Float> vector = new ArrayList<>(embedding.size());
        embedding.forEach(number -> vector.add(number.floatValue()));
        vectors.add(vector);
      }
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException("expected a document to be JSON", e);
    }
  }
}
