package io.miroir.engine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.StringHelper;
import org.roaringbitmap.RoaringBitmap;

/** Walks the words of a segment that start with a prefix, over several word fields at once. */
final class PrefixWords {

  private static final class Source {
    private final TermsEnum terms;
    private final boolean high;
    private BytesRef term;
    private PostingsEnum postings;

    private Source(TermsEnum terms, boolean high) {
      this.terms = terms;
      this.high = high;
    }
  }

  private final BytesRef prefix;
  private final List<Source> sources = new ArrayList<>(4);
  private final BytesRefBuilder word = new BytesRefBuilder();
  private final WordCursor cursor = new WordCursor();
  private boolean started;

  PrefixWords(SegmentRelations segment, String[] fields, String prefix) throws IOException {
    this.prefix = new BytesRef(prefix);
    for (String field : fields) {
      TermsEnum terms = TermsEnums.of(segment.leaf(), field);
      boolean high = field.equals(Layout.TOLERANT_HIGH) || field.equals(Layout.EXACT_HIGH);
      Source source = new Source(terms, high);
      if (terms.seekCeil(this.prefix) != TermsEnum.SeekStatus.END && starts(terms.term())) {
        source.term = terms.term();
        sources.add(source);
      }
    }
  }

  private boolean starts(BytesRef term) {
    return term != null && StringHelper.startsWith(term, prefix);
  }

  boolean next() throws IOException {
    if (started) {
      for (Source source : sources) {
        if (source.term != null && source.term.bytesEquals(word.get())) {
          BytesRef following = source.terms.next();
          source.term = starts(following) ? following : null;
        }
      }
    }
    started = true;
    BytesRef least = null;
    for (Source source : sources) {
      if (source.term != null && (least == null || source.term.compareTo(least) < 0)) {
        least = source.term;
      }
    }
    if (least == null) {
      return false;
    }
    word.copyBytes(least);
    return true;
  }

  void collectDocuments(RoaringBitmap into) throws IOException {
    for (Source source : sources) {
      if (here(source)) {
        source.postings = source.terms.postings(source.postings, PostingsEnum.NONE);
        for (int doc = source.postings.nextDoc();
            doc != WordCursor.NO_MORE;
            doc = source.postings.nextDoc()) {
          into.add(doc);
        }
      }
    }
  }

  /** The places of the current word; valid until the next. */
  WordCursor cursor() throws IOException {
    cursor.reuse();
    for (Source source : sources) {
      if (here(source)) {
        source.postings = source.terms.postings(source.postings, PostingsEnum.POSITIONS);
        cursor.add(source.postings, source.high);
      }
    }
    return cursor;
  }

  private boolean here(Source source) {
    return source.term != null && source.term.bytesEquals(word.get());
  }
}
