package io.miroir.engine.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** Documents by ordinal: a merge of the segments, each of which is sorted by it already. */
final class OrdinalMerge {

  private static final class Source {
    private final int base;
    private final int end;
    private final PeekableIntIterator documents;
    private final NumericDocValues ordinals;
    private int document;
    private long ordinal;

    private Source(LeafReaderContext leaf, PeekableIntIterator documents) throws IOException {
      this.base = leaf.docBase;
      this.end = leaf.docBase + leaf.reader().maxDoc();
      this.documents = documents;
      this.ordinals = DocValues.getNumeric(leaf.reader(), Layout.ORDINAL);
      documents.advanceIfNeeded(base);
    }

    private boolean next() throws IOException {
      if (!documents.hasNext() || documents.peekNext() >= end) {
        return false;
      }
      document = documents.next();
      ordinals.advanceExact(document - base);
      ordinal = ordinals.longValue();
      return true;
    }
  }

  private final List<Leaf> leaves;
  private final RoaringBitmap documents;

  OrdinalMerge(List<Leaf> leaves, RoaringBitmap documents) {
    this.leaves = leaves;
    this.documents = documents;
  }

  int[] first(int limit) throws IOException {
    int size = (int) Math.min(limit, documents.getLongCardinality());
    if (leaves.size() == 1) {
      return documents.limit(size).toArray();
    }
    PriorityQueue<Source> queue =
        new PriorityQueue<>(
            Comparator.<Source>comparingLong(source -> source.ordinal)
                .thenComparingInt(source -> source.document));
    for (Leaf leaf : leaves) {
      Source source = new Source(leaf.segment().leaf(), documents.getIntIterator());
      if (source.next()) {
        queue.add(source);
      }
    }
    int[] found = new int[size];
    int count = 0;
    while (count < size && !queue.isEmpty()) {
      Source source = queue.poll();
      found[count++] = source.document;
      if (source.next()) {
        queue.add(source);
      }
    }
    return Arrays.copyOf(found, count);
  }
}
