package io.miroir.engine.store;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * How a document lies in Lucene: field names and the bytes of terms.
 *
 * <p>Words stand in two positional fields, tolerant and exact, at position {@code field << 16 |
 * position}; as Lucene's positions end below 2^31, fields from {@link #HIGH_FIELD} on have a second
 * pair. Everything else that is asked for by value is a term of a field without positions.
 */
final class Layout {
  /** Format of the files under an index's directory; recorded in each, newer ones are refused. */
  static final int FORMAT_VERSION = 1;

  static final String ID = "id";
  static final String SHARD = "shard";
  static final String KEY = "key";
  static final String ORDINAL = "ordinal";
  static final String SEQUENCE = "sequence";
  static final String SIZE = "size";
  static final String SOURCE = "source";
  static final String TOLERANT = "tolerant";
  static final String EXACT = "exact";
  static final String TOLERANT_HIGH = "tolerant-high";
  static final String EXACT_HIGH = "exact-high";
  static final String LENGTHS = "lengths";
  static final String VALUES = "values";
  static final String STATES = "states";
  static final String LATITUDE = "latitude";
  static final String LONGITUDE = "longitude";
  static final String VECTORS_PREFIX = "vectors:";

  /** The first field id whose words stand in the second pair of fields. */
  static final int HIGH_FIELD = 32_767;

  static final int EXISTS = 0;
  static final int NULL = 1;
  static final int EMPTY = 2;
  static final int TOP_LEVEL = 3;
  static final int POINT = 4;
  static final int VECTORS = 5;

  static final int NUMBER = 0;
  static final int STRING = 1;

  static final FieldType TERMS = type(IndexOptions.DOCS);
  static final FieldType POSITIONS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

  private Layout() {}

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  static BytesRef id(int shard, String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[4 + text.length];
    putInt(bytes, shard);
    System.arraycopy(text, 0, bytes, 4, text.length);
    return new BytesRef(bytes);
  }

  static BytesRef shard(int shard) {
    byte[] bytes = new byte[4];
    putInt(bytes, shard);
    return new BytesRef(bytes);
  }

  static Term shardTerm(int shard) {
    return new Term(SHARD, shard(shard));
  }

  private static void putInt(byte[] bytes, int value) {
    bytes[0] = (byte) (value >>> 24);
    bytes[1] = (byte) (value >>> 16);
    bytes[2] = (byte) (value >>> 8);
    bytes[3] = (byte) value;
  }

  /** FC(f,n). */
  static BytesRef length(int field, int words) {
    return new BytesRef(new byte[] {(byte) (field >>> 8), (byte) field, (byte) words});
  }

  static BytesRef state(int state, int field) {
    return new BytesRef(new byte[] {(byte) state, (byte) (field >>> 8), (byte) field});
  }

  static BytesRef vectors(String embedder) {
    byte[] name = embedder.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[1 + name.length];
    bytes[0] = VECTORS;
    System.arraycopy(name, 0, bytes, 1, name.length);
    return new BytesRef(bytes);
  }

  /** The beginning of the terms of a field's numbers or strings. */
  static BytesRef values(int field, int kind) {
    return new BytesRef(new byte[] {(byte) (field >>> 8), (byte) field, (byte) kind});
  }

  /** The bucketed position of the reference, 1.4. */
  static int bucket(int position) {
    if (position < 16) {
      return position;
    }
    if (position < 24) {
      return 24;
    }
    return Math.min(65_535, Integer.highestOneBit(position - 1) << 1);
  }
}
