package io.miroir.engine.store;

import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.StringHelper;

/** Reads the column of one field out of the value terms of a view's segments. */
final class ColumnBuilder {

  private static final class Source {
    private final Leaf leaf;
    private final TermsEnum terms;
    private BytesRef term;
    private PostingsEnum postings;

    private Source(Leaf leaf, TermsEnum terms) {
      this.leaf = leaf;
      this.terms = terms;
    }
  }

  private final List<Leaf> leaves;
  private final int field;
  private final IntArrayList documents = new IntArrayList();

  private ColumnBuilder(List<Leaf> leaves, int field) {
    this.leaves = leaves;
    this.field = field;
  }

  /** The column, or one without values. */
  static StoredColumn build(List<Leaf> leaves, int field) throws IOException {
    ColumnBuilder builder = new ColumnBuilder(leaves, field);
    DoubleArrayList numbers = new DoubleArrayList();
    StoredColumn.Postings withNumber = builder.numbers(numbers);
    return builder.strings(numbers.toDoubleArray(), withNumber);
  }

  private StoredColumn.Postings numbers(DoubleArrayList numbers) throws IOException {
    IntArrayList starts = new IntArrayList();
    merge(
        Layout.NUMBER,
        (term, start) -> {
          numbers.add(ValueTerms.number(term));
          starts.add(start);
        });
    starts.add(documents.size());
    return new StoredColumn.Postings(starts.toIntArray(), documents.toIntArray());
  }

  private StoredColumn strings(double[] numbers, StoredColumn.Postings withNumber)
      throws IOException {
    documents.clear();
    ByteArrayList text = new ByteArrayList();
    IntArrayList textStarts = new IntArrayList();
    IntArrayList starts = new IntArrayList();
    IntArrayList ofString = new IntArrayList();
    ByteArrayList spelling = new ByteArrayList();
    IntArrayList spellingTexts = new IntArrayList();
    IntArrayList spellingStarts = new IntArrayList();
    BytesRefBuilder last = new BytesRefBuilder();
    merge(
        Layout.STRING,
        (term, start) -> {
          int length = ValueTerms.normalizedLength(term);
          int from = term.offset + ValueTerms.HEAD;
          BytesRef normalized = new BytesRef(term.bytes, from, length);
          if (starts.isEmpty() || !last.get().bytesEquals(normalized)) {
            last.copyBytes(normalized);
            starts.add(start);
            ofString.add(spellingStarts.size());
            textStarts.add(text.size());
            String plain = ValueTerms.unescape(term.bytes, from, length);
            text.addElements(text.size(), plain.getBytes(StandardCharsets.UTF_8));
          }
          spellingStarts.add(start);
          spellingTexts.add(spelling.size());
          int spelled = from + length + 2;
          spelling.addElements(
              spelling.size(), term.bytes, spelled, term.offset + term.length - spelled);
        });
    starts.add(documents.size());
    ofString.add(spellingStarts.size());
    textStarts.add(text.size());
    spellingStarts.add(documents.size());
    spellingTexts.add(spelling.size());
    return new StoredColumn(
        numbers,
        withNumber,
        new StoredColumn.Texts(text.toByteArray(), textStarts.toIntArray()),
        new StoredColumn.Postings(starts.toIntArray(), documents.toIntArray()),
        new StoredColumn.Spellings(
            ofString.toIntArray(),
            spellingStarts.toIntArray(),
            new StoredColumn.Texts(spelling.toByteArray(), spellingTexts.toIntArray())));
  }

  /** Takes a term that some document of the view has, and where its documents start. */
  private interface Terms {
    void take(BytesRef term, int start);
  }

  private void merge(int kind, Terms into) throws IOException {
    BytesRef head = Layout.values(field, kind);
    PriorityQueue<Source> queue =
        new PriorityQueue<>(
            Comparator.<Source, BytesRef>comparing(source -> source.term)
                .thenComparingInt(source -> source.leaf.segment().documentBase()));
    for (Leaf leaf : leaves) {
      Source source = new Source(leaf, TermsEnums.of(leaf.segment().leaf(), Layout.VALUES));
      if (source.terms.seekCeil(head) != TermsEnum.SeekStatus.END) {
        offer(queue, source, source.terms.term(), head);
      }
    }
    BytesRefBuilder term = new BytesRefBuilder();
    List<Source> same = new ArrayList<>();
    while (!queue.isEmpty()) {
      term.copyBytes(queue.peek().term);
      int start = documents.size();
      while (!queue.isEmpty() && queue.peek().term.bytesEquals(term.get())) {
        Source source = queue.poll();
        collect(source);
        same.add(source);
      }
      if (documents.size() > start) {
        into.take(term.get(), start);
      }
      for (Source source : same) {
        offer(queue, source, source.terms.next(), head);
      }
      same.clear();
    }
  }

  private static void offer(
      PriorityQueue<Source> queue, Source source, BytesRef term, BytesRef head) {
    if (term != null && StringHelper.startsWith(term, head)) {
      source.term = term;
      queue.add(source);
    }
  }

  private void collect(Source source) throws IOException {
    source.postings = source.terms.postings(source.postings, PostingsEnum.NONE);
    int base = source.leaf.segment().documentBase();
    for (int doc = source.postings.nextDoc();
        doc != WordCursor.NO_MORE;
        doc = source.postings.nextDoc()) {
      if (source.leaf.has(doc)) {
        documents.add(base + doc);
      }
    }
  }
}
