package io.miroir.engine.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.roaringbitmap.RoaringBitmap;

/**
 * The documents that are searchable at one moment. Counted: who acquires one releases it. Document
 * numbers are Lucene's global ones. Safe for threads.
 */
final class Snapshot {
  private static final int SHARD_SETS_MAX = 64;

  private final DirectoryReader reader;
  private final ConcurrentHashMap<Integer, RoaringBitmap> shards = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<List<Integer>, ViewState> states = new ConcurrentHashMap<>();

  Snapshot(DirectoryReader reader) {
    this.reader = reader;
  }

  DirectoryReader reader() {
    return reader;
  }

  List<LeafReaderContext> leaves() {
    return reader.leaves();
  }

  boolean acquire() {
    return reader.tryIncRef();
  }

  void release() throws IOException {
    reader.decRef();
  }

  /** The live documents of a shard. */
  RoaringBitmap shard(int shard) throws IOException {
    RoaringBitmap known = shards.get(shard);
    if (known == null) {
      known = new RoaringBitmap();
      for (LeafReaderContext leaf : leaves()) {
        TermsEnum terms = TermsEnums.of(leaf, Layout.SHARD);
        if (terms.seekExact(Layout.shard(shard))) {
          collect(leaf, terms, known);
        }
      }
      shards.put(shard, known);
    }
    return known;
  }

  /** The live documents of several shards; not to be changed. */
  RoaringBitmap shards(int[] numbers) throws IOException {
    if (numbers.length == 1) {
      return shard(numbers[0]);
    }
    RoaringBitmap all = new RoaringBitmap();
    for (int number : numbers) {
      all.or(shard(number));
    }
    return all;
  }

  /** What views of these shards share. */
  ViewState state(int[] numbers, RelationCache cache) throws IOException {
    List<Integer> key = Arrays.stream(numbers).boxed().toList();
    ViewState known = states.get(key);
    if (known == null) {
      if (states.size() >= SHARD_SETS_MAX) {
        states.clear();
      }
      known = new ViewState(this, numbers, cache);
      states.put(key, known);
    }
    return known;
  }

  /** Adds the live documents of the term that an enumeration stands on. */
  static void collect(LeafReaderContext leaf, TermsEnum terms, RoaringBitmap to)
      throws IOException {
    PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
    Bits live = leaf.reader().getLiveDocs();
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (live == null || live.get(doc)) {
        to.add(leaf.docBase + doc);
      }
    }
  }

  /** The live document with an id, or -1. */
  int find(BytesRef id) throws IOException {
    for (LeafReaderContext leaf : leaves()) {
      int found = find(leaf, TermsEnums.of(leaf, Layout.ID), id);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  /** The live document with an id in one leaf, or -1. */
  static int find(LeafReaderContext leaf, TermsEnum ids, BytesRef id) throws IOException {
    if (!ids.seekExact(id)) {
      return -1;
    }
    Bits live = leaf.reader().getLiveDocs();
    PostingsEnum postings = ids.postings(null, PostingsEnum.NONE);
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (live == null || live.get(doc)) {
        return leaf.docBase + doc;
      }
    }
    return -1;
  }
}
