package io.miroir.engine.store;

import io.miroir.engine.StoredDocument;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;

/** Reads what is stored of single documents of a snapshot. For one thread. */
final class DocumentValues {
  private final List<LeafReaderContext> leaves;
  private final Map<String, NumericDocValues[]> numbers = new HashMap<>();
  private final Map<String, BinaryDocValues[]> bytes = new HashMap<>();
  private final StoredFields[] stored;

  DocumentValues(Snapshot snapshot) {
    this.leaves = snapshot.leaves();
    this.stored = new StoredFields[leaves.size()];
  }

  long number(String field, int document) throws IOException {
    int place = ReaderUtil.subIndex(document, leaves);
    LeafReaderContext leaf = leaves.get(place);
    int doc = document - leaf.docBase;
    NumericDocValues[] all =
        numbers.computeIfAbsent(field, f -> new NumericDocValues[leaves.size()]);
    if (all[place] == null || all[place].docID() > doc) {
      all[place] = DocValues.getNumeric(leaf.reader(), field);
    }
    return all[place].docID() == doc || all[place].advanceExact(doc) ? all[place].longValue() : 0;
  }

  /** Null when the document has no value there; valid until the next call. */
  BytesRef bytes(String field, int document) throws IOException {
    int place = ReaderUtil.subIndex(document, leaves);
    LeafReaderContext leaf = leaves.get(place);
    int doc = document - leaf.docBase;
    BinaryDocValues[] all = bytes.computeIfAbsent(field, f -> new BinaryDocValues[leaves.size()]);
    if (all[place] == null || all[place].docID() > doc) {
      all[place] = DocValues.getBinary(leaf.reader(), field);
    }
    return all[place].docID() == doc || all[place].advanceExact(doc)
        ? all[place].binaryValue()
        : null;
  }

  String key(int document) throws IOException {
    return bytes(Layout.KEY, document).utf8ToString();
  }

  int shard(int document) throws IOException {
    return (int) number(Layout.SHARD, document);
  }

  StoredDocument document(int document) throws IOException {
    return new StoredDocument(
        key(document),
        number(Layout.ORDINAL, document),
        number(Layout.SEQUENCE, document),
        source(document));
  }

  byte[] source(int document) throws IOException {
    int place = ReaderUtil.subIndex(document, leaves);
    LeafReaderContext leaf = leaves.get(place);
    if (stored[place] == null) {
      stored[place] = leaf.reader().storedFields();
    }
    SourceVisitor visitor = new SourceVisitor();
    stored[place].document(document - leaf.docBase, visitor);
    return visitor.source;
  }

  private static final class SourceVisitor extends StoredFieldVisitor {
    private byte[] source = {};

    @Override
    public Status needsField(FieldInfo field) {
      return field.name.equals(Layout.SOURCE) ? Status.YES : Status.NO;
    }

    @Override
    public void binaryField(FieldInfo field, byte[] value) {
      source = value;
    }
  }
}
