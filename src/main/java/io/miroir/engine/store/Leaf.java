package io.miroir.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.roaringbitmap.RoaringBitmap;

/**
 * A segment as part of a view.
 *
 * @param whole every document of the segment is live and belongs to the view
 * @param documents of the view, in the view's numbers
 */
record Leaf(SegmentRelations segment, boolean whole, RoaringBitmap documents) {

  /** Adds a segment's documents to a view's set. */
  void into(RoaringBitmap local, RoaringBitmap view) {
    if (!local.isEmpty()) {
      view.or(of(local));
    }
  }

  /** A segment's documents as the view's; may be the same object. */
  RoaringBitmap of(RoaringBitmap local) {
    int base = segment.documentBase();
    RoaringBitmap moved = base == 0 ? local : RoaringBitmap.addOffset(local, base);
    return whole ? moved : RoaringBitmap.and(moved, documents);
  }

  /** A walk over the words of a field that are alive here; null when the field has none. */
  WordWalk walk(String field) throws IOException {
    Terms terms = segment.terms(field);
    if (terms == null) {
      return null;
    }
    WordList.Alive alive = whole ? word -> true : alive(terms.iterator());
    WordList words = segment.words(field);
    return words == null ? new TermWalk(terms.iterator(), alive) : words.walk(alive);
  }

  /** Tells whether a word stands in the field, in a document of the view. */
  WordList.Alive alive(String field) throws IOException {
    return whole ? segment.words(field)::contains : alive(segment.terms(field).iterator());
  }

  private WordList.Alive alive(TermsEnum terms) {
    return word -> {
      try {
        return terms.seekExact(word) && alive(terms.postings(null, PostingsEnum.NONE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private boolean alive(PostingsEnum postings) throws IOException {
    for (int doc = postings.nextDoc(); doc != WordCursor.NO_MORE; doc = postings.nextDoc()) {
      if (has(doc)) {
        return true;
      }
    }
    return false;
  }

  boolean has(int localDocument) {
    return whole || documents.contains(segment.documentBase() + localDocument);
  }
}
