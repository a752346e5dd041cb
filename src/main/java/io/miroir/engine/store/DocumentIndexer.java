package io.miroir.engine.store;

import io.miroir.engine.wal.LoggedOperation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes Lucene's document of a stored one; reused, for one thread at a time. */
final class DocumentIndexer implements DocumentSink {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentIndexer.class);

  /** A field name was met that nobody knows, and it is not this document's turn to name it. */
  static final class UnknownFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final UnknownFieldException INSTANCE = new UnknownFieldException();

    private UnknownFieldException() {
      super("unknown field", null, false, false);
    }
  }

  private final FieldNames names;
  private final DocumentWalker walker;
  private final TermBuffer[] words = {
    new TermBuffer(), new TermBuffer(), new TermBuffer(), new TermBuffer()
  };
  private final Field[] wordFields = {
    new Field(Layout.TOLERANT, words[0], Layout.POSITIONS),
    new Field(Layout.EXACT, words[1], Layout.POSITIONS),
    new Field(Layout.TOLERANT_HIGH, words[2], Layout.POSITIONS),
    new Field(Layout.EXACT_HIGH, words[3], Layout.POSITIONS)
  };
  private final TermBuffer lengths = new TermBuffer();
  private final TermBuffer values = new TermBuffer();
  private final TermBuffer states = new TermBuffer();
  private final Field lengthsField = new Field(Layout.LENGTHS, lengths, Layout.TERMS);
  private final Field valuesField = new Field(Layout.VALUES, values, Layout.TERMS);
  private final Field statesField = new Field(Layout.STATES, states, Layout.TERMS);
  private final Field id = new Field(Layout.ID, new BytesRef(), StringField.TYPE_NOT_STORED);
  private final Field shard = new Field(Layout.SHARD, new BytesRef(), StringField.TYPE_NOT_STORED);
  private final Field shardNumber = new NumericDocValuesField(Layout.SHARD, 0);
  private final Field key = new BinaryDocValuesField(Layout.KEY, new BytesRef());
  private final Field ordinal = new NumericDocValuesField(Layout.ORDINAL, 0);
  private final Field sequence = new NumericDocValuesField(Layout.SEQUENCE, 0);
  private final Field size = new NumericDocValuesField(Layout.SIZE, 0);
  private final Field source = new StoredField(Layout.SOURCE, new BytesRef());
  private final BytesRefBuilder term = new BytesRefBuilder();
  private final Set<String> strings = new HashSet<>();
  private final Map<String, List<float[]>> vectors = new LinkedHashMap<>();
  private final List<Field> extras = new ArrayList<>();
  private final List<IndexableField> fields = new ArrayList<>();
  private boolean mayName;

  DocumentIndexer(FieldNames names, DocumentWalker walker) {
    this.names = names;
    this.walker = walker;
  }

  /**
   * The fields of a document, valid until the next call. A document that can't be walked is kept
   * without words and values: it is in the log already, and must not make recovery impossible.
   *
   * @param mayName new field names may get ids now; otherwise {@link UnknownFieldException}
   */
  List<IndexableField> fields(LoggedOperation put, boolean mayName) {
    reuse();
    this.mayName = mayName;
    try {
      walker.walk(put.source(), this);
    } catch (UnknownFieldException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn(
          "document {} is kept but can't be found by its words: {}", put.key(), e.getMessage());
      reuse();
    }
    fields.clear();
    base(put);
    for (int i = 0; i < words.length; i++) {
      add(words[i], wordFields[i]);
    }
    vectors.forEach(this::vectorField);
    add(lengths, lengthsField);
    add(values, valuesField);
    add(states, statesField);
    fields.addAll(extras);
    return fields;
  }

  private void reuse() {
    for (TermBuffer buffer : words) {
      buffer.reuse();
    }
    lengths.reuse();
    values.reuse();
    states.reuse();
    strings.clear();
    vectors.clear();
    extras.clear();
  }

  private void base(LoggedOperation put) {
    byte[] keyBytes = put.key().getBytes(StandardCharsets.UTF_8);
    id.setBytesValue(Layout.id(put.shard(), put.key()));
    shard.setBytesValue(Layout.shard(put.shard()));
    shardNumber.setLongValue(put.shard());
    key.setBytesValue(new BytesRef(keyBytes));
    ordinal.setLongValue(put.ordinal());
    sequence.setLongValue(put.sequence());
    size.setLongValue(put.source().length);
    source.setBytesValue(new BytesRef(put.source()));
    fields.addAll(List.of(id, shard, shardNumber, key, ordinal, sequence, size, source));
  }

  private void add(TermBuffer terms, Field field) {
    if (!terms.isEmpty()) {
      fields.add(field);
    }
  }

  private void vectorField(String embedder, List<float[]> all) {
    extras.add(new BinaryDocValuesField(Layout.VECTORS_PREFIX + embedder, VectorValues.bytes(all)));
    states.add(Layout.vectors(embedder));
  }

  @Override
  public int field(String name) {
    int known = names.id(name);
    if (known >= 0) {
      return known;
    }
    if (!mayName) {
      throw UnknownFieldException.INSTANCE;
    }
    return names.add(name);
  }

  @Override
  public void topLevel(int field) {
    state(Layout.TOP_LEVEL, field);
  }

  @Override
  public void word(int field, byte[] word, int length, int position, boolean exact) {
    boolean high = field >= Layout.HIGH_FIELD;
    int place = (high ? field - Layout.HIGH_FIELD : field) << 16 | position;
    words[(high ? 2 : 0) + (exact ? 1 : 0)].add(word, 0, length, place);
  }

  @Override
  public void length(int field, int count) {
    if (count >= 1 && count <= 30) {
      lengths.add(Layout.length(field, count));
    }
  }

  @Override
  public void number(int field, double value) {
    ValueTerms.number(term, field, value);
    values.add(term.get());
  }

  @Override
  public void string(int field, String normalized, String spelling) {
    if (strings.add((char) field + normalized)) {
      ValueTerms.string(term, field, normalized, spelling);
      values.add(term.get());
    }
  }

  @Override
  public void exists(int field) {
    state(Layout.EXISTS, field);
  }

  @Override
  public void isNull(int field) {
    state(Layout.NULL, field);
  }

  @Override
  public void isEmpty(int field) {
    state(Layout.EMPTY, field);
  }

  private void state(int state, int field) {
    states.add(Layout.state(state, field));
  }

  @Override
  public void point(double latitude, double longitude) {
    if (extras.isEmpty()) {
      state(Layout.POINT, 0);
      extras.add(new NumericDocValuesField(Layout.LATITUDE, Double.doubleToRawLongBits(latitude)));
      extras.add(
          new NumericDocValuesField(Layout.LONGITUDE, Double.doubleToRawLongBits(longitude)));
    }
  }

  @Override
  public void vector(String embedder, float[] vector) {
    vectors.computeIfAbsent(embedder, name -> new ArrayList<>()).add(vector);
  }
}
