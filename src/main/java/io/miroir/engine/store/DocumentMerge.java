package io.miroir.engine.store;

import io.miroir.engine.document.DocumentSlices;
import io.miroir.engine.document.DocumentSlices.Slice;
import io.miroir.engine.document.PartialUpdate;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * What becomes of a stored document when another version is given: vectors are kept embedder by
 * embedder, as long as the new version says nothing of them.
 */
final class DocumentMerge {
  static final String VECTORS = "_vectors";

  private DocumentMerge() {}

  /** The given fields, then the stored ones that were not given, by their place in the index. */
  static byte[] merge(byte[] given, byte[] stored, ToIntFunction<String> placeOf) {
    byte[] merged = PartialUpdate.merge(stored, given, placeOf);
    byte[] vectors = bothVectors(given, stored);
    return vectors == null ? merged : PartialUpdate.with(merged, VECTORS, vectors);
  }

  /** The given document, with the stored vectors of embedders it says nothing of. */
  static byte[] keepVectors(byte[] given, byte[] stored) {
    byte[] old = value(stored, VECTORS);
    if (old == null) {
      return given;
    }
    byte[] fresh = value(given, VECTORS);
    byte[] vectors = fresh == null ? old : bothVectors(given, stored);
    return vectors == null ? given : PartialUpdate.with(given, VECTORS, vectors);
  }

  /** Null when not both have an object of vectors. */
  private static byte[] bothVectors(byte[] given, byte[] stored) {
    byte[] fresh = value(given, VECTORS);
    byte[] old = value(stored, VECTORS);
    boolean both = fresh != null && old != null && fresh[0] == '{' && old[0] == '{';
    return both ? PartialUpdate.merge(old, fresh, name -> 0) : null;
  }

  private static byte[] value(byte[] document, String name) {
    Slice value = DocumentSlices.of(document).get(name);
    return value == null ? null : Arrays.copyOfRange(value.json(), value.start(), value.end());
  }
}
