package io.miroir.engine.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.miroir.engine.store.DocumentSink;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.io.IOException;
import java.util.Set;

/**
 * Reads {@code _vectors} (API reference, 7.1): per embedder an array of numbers, an array of such
 * arrays, or an object with {@code embeddings}. Whatever is malformed counts as no vector;
 * documents are checked before they are written.
 */
final class VectorField {

  /** Vectors of one document and embedder beyond this number are ignored. */
  private static final int VECTORS_MAX = 255;

  private final JsonParser parser;
  private final DocumentSink sink;
  private String embedder;
  private int count;

  private VectorField(JsonParser parser, DocumentSink sink) {
    this.parser = parser;
    this.sink = sink;
  }

  static void read(byte[] json, int start, int end, Set<String> embedders, DocumentSink sink)
      throws IOException {
    if (embedders.isEmpty()) {
      return;
    }
    try (JsonParser parser = DocumentJson.parser(json, start, end)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      VectorField field = new VectorField(parser, sink);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        field.embedder = parser.currentName();
        field.count = 0;
        parser.nextToken();
        if (embedders.contains(field.embedder)) {
          field.entry();
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private void entry() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      embeddings();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("embeddings")) {
        embeddings();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void embeddings() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    FloatArrayList values = new FloatArrayList();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        vector();
      } else {
        value(values);
      }
    }
    emit(values);
  }

  private void vector() throws IOException {
    FloatArrayList values = new FloatArrayList();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(values);
    }
    emit(values);
  }

  private void value(FloatArrayList values) throws IOException {
    if (parser.currentToken().isNumeric()) {
      values.add(parser.getFloatValue());
    } else {
      parser.skipChildren();
    }
  }

  private void emit(FloatArrayList values) {
    if (!values.isEmpty() && count++ < VECTORS_MAX) {
      sink.vector(embedder, values.toFloatArray());
    }
  }
}
