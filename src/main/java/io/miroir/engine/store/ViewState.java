package io.miroir.engine.store;

import io.miroir.engine.store.RelationCache.Key;
import io.miroir.engine.store.RelationCache.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;
import org.roaringbitmap.RoaringBitmap;

/**
 * A snapshot narrowed to a set of shards: what all views of them share. Relations of segments come
 * together here, cut to the live documents of the shards. Safe for threads.
 */
final class ViewState {
  private static final int PREFIX_BYTES_MAX = 4;
  private static final int PREFIX_WORDS_MIN = 100;

  private static final RoaringBitmap[] NO_PAIRS = {
    new RoaringBitmap(), new RoaringBitmap(), new RoaringBitmap()
  };

  private final Snapshot snapshot;
  private final RelationCache cache;
  private final RoaringBitmap documents;
  private final List<Leaf> leaves = new ArrayList<>();

  ViewState(Snapshot snapshot, int[] shards, RelationCache cache) throws IOException {
    this.snapshot = snapshot;
    this.cache = cache;
    this.documents = snapshot.shards(shards);
    List<LeafReaderContext> all = snapshot.leaves();
    for (LeafReaderContext leaf : all) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      long there = documents.rangeCardinality(leaf.docBase, end);
      if (there > 0) {
        leaves.add(
            new Leaf(
                new SegmentRelations(leaf, cache), there == leaf.reader().maxDoc(), documents));
      }
    }
  }

  Snapshot snapshot() {
    return snapshot;
  }

  RoaringBitmap documents() {
    return documents;
  }

  List<Leaf> leaves() {
    return leaves;
  }

  /** A set of documents of each segment. */
  private interface Part {
    RoaringBitmap of(SegmentRelations segment) throws IOException;
  }

  private RoaringBitmap union(Part part) throws IOException {
    if (leaves.size() == 1) {
      Leaf only = leaves.getFirst();
      return only.of(part.of(only.segment()));
    }
    RoaringBitmap all = new RoaringBitmap();
    for (Leaf leaf : leaves) {
      leaf.into(part.of(leaf.segment()), all);
    }
    return all;
  }

  /** Sets by distance of each segment. */
  private interface Parts {
    RoaringBitmap[] of(SegmentRelations segment) throws IOException;
  }

  private RoaringBitmap[] unions(Parts parts) throws IOException {
    RoaringBitmap[] all = {new RoaringBitmap(), new RoaringBitmap(), new RoaringBitmap()};
    for (Leaf leaf : leaves) {
      RoaringBitmap[] found = parts.of(leaf.segment());
      for (int i = 0; i < all.length; i++) {
        leaf.into(found[i], all[i]);
      }
    }
    return all;
  }

  /** Places of each segment. */
  private interface Places {
    WordPlaces of(SegmentRelations segment) throws IOException;
  }

  private WordPlaces merged(Places places) throws IOException {
    WordPlaces.Builder all = new WordPlaces.Builder();
    for (Leaf leaf : leaves) {
      all.add(places.of(leaf.segment()), leaf);
    }
    return all.build();
  }

  private Key key(Kind kind, String first, String second, int number) {
    return new Key(this, kind, first, second, number);
  }

  RoaringBitmap word(String word, boolean exact) throws IOException {
    return cache.get(
        key(Kind.TERM, word, "", exact ? 1 : 0), () -> union(s -> s.word(word, exact)));
  }

  WordPlaces places(String word) throws IOException {
    return cache.get(key(Kind.PLACES, word, "", 0), () -> merged(s -> s.places(word)));
  }

  /** Walks over the words in tolerant places that together have each of them. */
  List<WordWalk> dictionary() throws IOException {
    List<WordWalk> walks = new ArrayList<>();
    for (String field : SegmentRelations.wordFields(false)) {
      List<Leaf> large = MergedWords.worth(leaves, field);
      if (!large.isEmpty()) {
        walks.add(merged(large, field).walk(large, field));
      }
      for (Leaf leaf : leaves) {
        WordWalk walk = large.contains(leaf) ? null : leaf.walk(field);
        if (walk != null) {
          walks.add(walk);
        }
      }
    }
    return walks;
  }

  private MergedWords merged(List<Leaf> large, String field) throws IOException {
    Key key = new Key(large.getFirst().segment().owner(), Kind.MERGED_WORDS, field, "", 0);
    MergedWords known = cache.get(key, () -> MergedWords.of(large, field));
    if (known.areOf(large)) {
      return known;
    }
    MergedWords made = MergedWords.of(large, field);
    cache.put(key, made);
    return made;
  }

  /** Most pairs asked for are cuts of a word, and most halves are no words. */
  RoaringBitmap[] pairs(String first, String second) throws IOException {
    if (!mayHave(first) || !mayHave(second)) {
      return NO_PAIRS;
    }
    return cache.get(key(Kind.PAIRS, first, second, 0), () -> unions(s -> s.pairs(first, second)));
  }

  private boolean mayHave(String word) throws IOException {
    BytesRef bytes = new BytesRef(word);
    for (Leaf leaf : leaves) {
      if (leaf.segment().mayHave(bytes)) {
        return true;
      }
    }
    return false;
  }

  RoaringBitmap prefix(String prefix, boolean exact) throws IOException {
    return cache.get(
        key(Kind.PREFIX_DOCUMENTS, prefix, "", exact ? 1 : 0),
        () -> union(s -> s.prefix(prefix, exact)));
  }

  WordPlaces prefixPlaces(String prefix) throws IOException {
    return cache.get(
        key(Kind.PREFIX_PLACES, prefix, "", 0), () -> merged(s -> s.prefixPlaces(prefix)));
  }

  RoaringBitmap[] prefixPairs(String first, String prefix) throws IOException {
    return cache.get(
        key(Kind.PREFIX_PAIRS, first, prefix, 0), () -> unions(s -> s.prefixPairs(first, prefix)));
  }

  /** Whether so short a prefix begins enough words of the dictionary (reference, 1.10). */
  boolean hasPrefix(String prefix) throws IOException {
    BytesRef bytes = new BytesRef(prefix);
    if (bytes.length < 1 || bytes.length > PREFIX_BYTES_MAX) {
      return false;
    }
    return cache.get(
        key(Kind.PREFIX_MEMBER, prefix, "", 0),
        () -> {
          Dictionary words =
              Dictionary.startingWith(leaves, SegmentRelations.wordFields(false), prefix);
          int count = 0;
          while (words.hasNext() && count < PREFIX_WORDS_MIN) {
            words.next();
            count++;
          }
          return count == PREFIX_WORDS_MIN;
        });
  }

  /** The documents of a term of a field without positions. */
  RoaringBitmap term(String field, BytesRef term) throws IOException {
    return cache.get(
        key(Kind.TERM, field, term.toString(), 2),
        () ->
            union(
                segment -> {
                  RoaringBitmap found = new RoaringBitmap();
                  segment.collect(field, term, found);
                  return found;
                }));
  }

  StoredColumn column(int field) throws IOException {
    return cache.get(key(Kind.COLUMN, "", "", field), () -> ColumnBuilder.build(leaves, field));
  }
}
