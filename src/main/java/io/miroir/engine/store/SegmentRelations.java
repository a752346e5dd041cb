package io.miroir.engine.store;

import io.miroir.engine.store.RelationCache.Key;
import io.miroir.engine.store.RelationCache.Kind;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.roaringbitmap.RoaringBitmap;

/**
 * The relations of one segment, worked out when they are first asked for. Documents are numbered
 * within the segment; deleted ones are in, because a segment never changes but its deletions do.
 */
final class SegmentRelations {
  private static final String[] WORD_FIELDS = {
    Layout.TOLERANT, Layout.EXACT, Layout.TOLERANT_HIGH, Layout.EXACT_HIGH
  };
  private static final String[] TOLERANT_FIELDS = {Layout.TOLERANT, Layout.TOLERANT_HIGH};
  private static final String[] EXACT_FIELDS = {Layout.EXACT, Layout.EXACT_HIGH};

  /** About 16 MiB of memory. */
  private static final int WORDS_KEPT_MAX = 1 << 20;

  private final LeafReaderContext leaf;
  private final RelationCache cache;
  private final Object owner;

  SegmentRelations(LeafReaderContext leaf, RelationCache cache) {
    this.leaf = leaf;
    this.cache = cache;
    this.owner = leaf.reader().getCoreCacheHelper().getKey();
  }

  /** What the segment is known by, whatever becomes of its deletions. */
  Object owner() {
    return owner;
  }

  int documentBase() {
    return leaf.docBase;
  }

  LeafReaderContext leaf() {
    return leaf;
  }

  static String[] wordFields(boolean exact) {
    return exact ? EXACT_FIELDS : TOLERANT_FIELDS;
  }

  static String[] wordFields() {
    return WORD_FIELDS;
  }

  Terms terms(String field) throws IOException {
    return leaf.reader().terms(field);
  }

  /** The words of a field, or null when they are too many to be kept in memory. */
  WordList words(String field) throws IOException {
    Terms terms = terms(field);
    return terms.size() < 0 || terms.size() > WORDS_KEPT_MAX
        ? null
        : cache.get(new Key(owner, Kind.WORDS, field, "", 0), () -> WordList.of(terms));
  }

  /** Whether a word may stand in the segment at all. */
  boolean mayHave(BytesRef word) throws IOException {
    for (String field : WORD_FIELDS) {
      if (terms(field) != null) {
        WordList words = words(field);
        if (words == null || words.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Documents with a word in a tolerant (an exact) place. */
  RoaringBitmap word(String word, boolean exact) throws IOException {
    return cache.get(
        new Key(owner, Kind.TERM, word, "", exact ? 1 : 0),
        () -> {
          RoaringBitmap found = new RoaringBitmap();
          BytesRef term = new BytesRef(word);
          for (String field : wordFields(exact)) {
            collect(field, term, found);
          }
          return found;
        });
  }

  /** Documents with a term of a field without positions; not cached here. */
  void collect(String field, BytesRef term, RoaringBitmap into) throws IOException {
    TermsEnum terms = TermsEnums.of(leaf, field);
    if (terms.seekExact(term)) {
      collect(terms, into);
    }
  }

  private static void collect(TermsEnum terms, RoaringBitmap into) throws IOException {
    PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
    for (int doc = postings.nextDoc(); doc != WordCursor.NO_MORE; doc = postings.nextDoc()) {
      into.add(doc);
    }
  }

  /** Where a word stands, tolerant and exact together. */
  WordPlaces places(String word) throws IOException {
    return cache.get(
        new Key(owner, Kind.PLACES, word, "", 0),
        () -> {
          WordPlaces.Builder places = new WordPlaces.Builder();
          addPlaces(cursor(word), places);
          return places.build();
        });
  }

  private static void addPlaces(WordCursor cursor, WordPlaces.Builder to) throws IOException {
    for (int doc = cursor.next(); doc != WordCursor.NO_MORE; doc = cursor.next()) {
      int count = cursor.readPlaces();
      int[] places = cursor.places();
      for (int i = 0; i < count; i++) {
        to.add(doc, places[i]);
      }
    }
  }

  private WordCursor cursor(String word) throws IOException {
    WordCursor cursor = new WordCursor();
    cursor.reuse();
    BytesRef term = new BytesRef(word);
    for (int i = 0; i < WORD_FIELDS.length; i++) {
      TermsEnum terms = TermsEnums.of(leaf, WORD_FIELDS[i]);
      if (terms.seekExact(term)) {
        cursor.add(terms.postings(null, PostingsEnum.POSITIONS), i >= 2);
      }
    }
    return cursor;
  }

  /** Documents by least forward distance 1, 2, 3 of the second word after the first. */
  RoaringBitmap[] pairs(String first, String second) throws IOException {
    return cache.get(
        new Key(owner, Kind.PAIRS, first, second, 0),
        () -> {
          RoaringBitmap[] found = three();
          WordCursor a = cursor(first);
          WordCursor b = cursor(second);
          if (a.cost() <= b.cost()) {
            intersect(a, b, a, b, found);
          } else {
            intersect(b, a, a, b, found);
          }
          return found;
        });
  }

  private static void intersect(
      WordCursor rare, WordCursor common, WordCursor a, WordCursor b, RoaringBitmap[] found)
      throws IOException {
    int doc = rare.next();
    while (doc != WordCursor.NO_MORE) {
      int other = common.document() < doc ? common.advance(doc) : common.document();
      if (other == doc) {
        int first = a.readPlaces();
        int second = b.readPlaces();
        add(doc, Distances.least(a.places(), 0, first, b.places(), 0, second), found);
        doc = rare.next();
      } else {
        doc = other == WordCursor.NO_MORE ? other : rare.advance(other);
      }
    }
  }

  private static void add(int document, int distance, RoaringBitmap[] to) {
    if (distance <= Distances.MAX) {
      to[distance - 1].add(document);
    }
  }

  private static RoaringBitmap[] three() {
    return new RoaringBitmap[] {new RoaringBitmap(), new RoaringBitmap(), new RoaringBitmap()};
  }

  // --- prefixes

  RoaringBitmap prefix(String prefix, boolean exact) throws IOException {
    return cache.get(
        new Key(owner, Kind.PREFIX_DOCUMENTS, prefix, "", exact ? 1 : 0),
        () -> {
          RoaringBitmap found = new RoaringBitmap();
          PrefixWords words = new PrefixWords(this, wordFields(exact), prefix);
          while (words.next()) {
            words.collectDocuments(found);
          }
          return found;
        });
  }

  WordPlaces prefixPlaces(String prefix) throws IOException {
    return cache.get(
        new Key(owner, Kind.PREFIX_PLACES, prefix, "", 0),
        () -> {
          WordPlaces.Builder places = new WordPlaces.Builder();
          PrefixWords words = new PrefixWords(this, WORD_FIELDS, prefix);
          while (words.next()) {
            addPlaces(words.cursor(), places);
          }
          return places.build();
        });
  }

  /** The union of {@link #pairs} over all second words that start with a prefix. */
  RoaringBitmap[] prefixPairs(String first, String prefix) throws IOException {
    return cache.get(
        new Key(owner, Kind.PREFIX_PAIRS, first, prefix, 0),
        () -> {
          RoaringBitmap[] found = three();
          PlaceTable table = PlaceTable.of(cursor(first));
          if (!table.isEmpty()) {
            PrefixWords words = new PrefixWords(this, WORD_FIELDS, prefix);
            while (words.next()) {
              table.pairs(words.cursor(), found);
            }
          }
          return found;
        });
  }

  /** All places of a word in a segment, for meeting many other words. */
  private record PlaceTable(int[] documents, int[] starts, int[] places) {

    static PlaceTable of(WordCursor cursor) throws IOException {
      int[] documents = new int[(int) Math.min(Integer.MAX_VALUE - 8, cursor.cost() + 1)];
      int[] starts = new int[documents.length + 1];
      int[] places = new int[2 * documents.length];
      int count = 0;
      int size = 0;
      for (int doc = cursor.next(); doc != WordCursor.NO_MORE; doc = cursor.next()) {
        int read = cursor.readPlaces();
        if (size + read > places.length) {
          places = Arrays.copyOf(places, Math.max(size + read, places.length * 2));
        }
        System.arraycopy(cursor.places(), 0, places, size, read);
        documents[count] = doc;
        size += read;
        starts[++count] = size;
      }
      return new PlaceTable(Arrays.copyOf(documents, count), starts, places);
    }

    boolean isEmpty() {
      return documents.length == 0;
    }

    void pairs(WordCursor second, RoaringBitmap[] found) throws IOException {
      int at = 0;
      int doc = second.advance(documents[0]);
      while (doc != WordCursor.NO_MORE) {
        at = Arrays.binarySearch(documents, at, documents.length, doc);
        if (at >= 0) {
          int count = second.readPlaces();
          add(
              doc,
              Distances.least(places, starts[at], starts[at + 1], second.places(), 0, count),
              found);
          at++;
        } else {
          at = -at - 1;
        }
        if (at == documents.length) {
          return;
        }
        doc = second.advance(Math.max(doc + 1, documents[at]));
      }
    }
  }
}
