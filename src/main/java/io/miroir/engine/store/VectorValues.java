package io.miroir.engine.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** The bytes of a document's vectors for one embedder: their count, then each with its length. */
final class VectorValues {
  private VectorValues() {}

  static BytesRef bytes(List<float[]> vectors) {
    int size = 4 + vectors.stream().mapToInt(vector -> 4 + 4 * vector.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).putInt(vectors.size());
    for (float[] vector : vectors) {
      bytes.putInt(vector.length);
      for (float value : vector) {
        bytes.putFloat(value);
      }
    }
    return new BytesRef(bytes.array());
  }

  static int count(BytesRef bytes) {
    return bytes == null ? 0 : buffer(bytes).getInt();
  }

  static List<float[]> vectors(BytesRef bytes) {
    if (bytes == null) {
      return List.of();
    }
    ByteBuffer in = buffer(bytes);
    int count = in.getInt();
    List<float[]> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = new float[in.getInt()];
      in.asFloatBuffer().get(vector);
      in.position(in.position() + 4 * vector.length);
      vectors.add(vector);
    }
    return vectors;
  }

  private static ByteBuffer buffer(BytesRef bytes) {
    return ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
  }
}
