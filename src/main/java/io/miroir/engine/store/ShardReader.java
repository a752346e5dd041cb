package io.miroir.engine.store;

import io.miroir.engine.Changes;
import io.miroir.engine.Changes.Change;
import io.miroir.engine.DocumentHash;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Reads shards of a store for copying and comparing them, everything written before a call
 * included. The cost is that of the shard.
 */
public final class ShardReader {
  private static final byte[] NOTHING = {};

  /** An answer with more documents than this ends; it has one at least. */
  private static final long ANSWER_BYTES = 512 << 10;

  private final IndexStore store;

  public ShardReader(IndexStore store) {
    this.store = store;
  }

  /** Reads one snapshot. */
  private interface Task<T> {
    T of(Snapshot snapshot, DocumentValues values) throws IOException;
  }

  private <T> T read(Task<T> task) throws IOException {
    store.refresh();
    Snapshot snapshot = store.acquire().snapshot();
    try {
      return task.of(snapshot, new DocumentValues(snapshot));
    } finally {
      snapshot.release();
    }
  }

  public Fingerprint fingerprint(int shard) throws IOException {
    long sequence = store.sequence(shard);
    return read(
        (snapshot, values) -> {
          long sum = 0;
          RoaringBitmap documents = snapshot.shard(shard);
          for (IntIterator each = documents.getIntIterator(); each.hasNext(); ) {
            int document = each.next();
            BytesRef key = values.bytes(Layout.KEY, document);
            sum +=
                DocumentHash.of(
                    key.bytes,
                    key.offset,
                    key.length,
                    values.number(Layout.SEQUENCE, document),
                    values.number(Layout.ORDINAL, document));
          }
          return new Fingerprint(documents.getLongCardinality(), sum, sequence);
        });
  }

  /** See {@link io.miroir.engine.EngineIndex#page}. */
  public List<StoredDocument> page(int shard, Optional<String> afterKey, int limit)
      throws IOException {
    return read(
        (snapshot, values) -> {
          List<StoredDocument> page = new ArrayList<>();
          Terms terms = MultiTerms.getTerms(snapshot.reader(), Layout.ID);
          if (terms == null || limit == 0) {
            return page;
          }
          Bits live = MultiBits.getLiveDocs(snapshot.reader());
          BytesRef prefix = Layout.shard(shard);
          BytesRef after = Layout.id(shard, afterKey.orElse(""));
          TermsEnum ids = terms.iterator();
          BytesRef id = ids.seekCeil(after) == TermsEnum.SeekStatus.END ? null : ids.term();
          if (id != null && afterKey.isPresent() && id.bytesEquals(after)) {
            id = ids.next();
          }
          PostingsEnum postings = null;
          long bytes = 0;
          while (id != null
              && StringHelper.startsWith(id, prefix)
              && page.size() < limit
              && bytes < ANSWER_BYTES) {
            postings = ids.postings(postings, PostingsEnum.NONE);
            int document = live(postings, live);
            if (document >= 0) {
              page.add(values.document(document));
              bytes += page.getLast().document().length;
            }
            id = ids.next();
          }
          return page;
        });
  }

  private static int live(PostingsEnum postings, Bits live) throws IOException {
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (live == null || live.get(doc)) {
        return doc;
      }
    }
    return -1;
  }

  /** A change before its document is read; {@code document} is -1 for a deletion. */
  private record Found(long sequence, int document, String key) {}

  /** See {@link io.miroir.engine.EngineIndex#changes}. */
  public Changes changes(int shard, long after, int limit) throws IOException {
    long top = store.sequence(shard);
    return read(
        (snapshot, values) -> {
          List<Found> found = oldest(snapshot, values, shard, after, top, limit + 1);
          boolean complete = store.states().ask(shard, state -> state.reachesBackTo(after));
          List<Change> changes = new ArrayList<>();
          long bytes = 0;
          for (Found each : found.subList(0, Math.min(limit, found.size()))) {
            if (bytes >= ANSWER_BYTES) {
              break;
            }
            changes.add(change(each, values));
            bytes += changes.getLast().document().length;
          }
          long last = changes.size() < found.size() ? changes.getLast().sequence() : top;
          return new Changes(complete, changes, last);
        });
  }

  /** The oldest changes within a span of sequence numbers, so many at most, oldest first. */
  private List<Found> oldest(
      Snapshot snapshot, DocumentValues values, int shard, long after, long top, int limit)
      throws IOException {
    PriorityQueue<Found> oldest =
        new PriorityQueue<>(Comparator.comparingLong(Found::sequence).reversed());
    for (IntIterator each = snapshot.shard(shard).getIntIterator(); each.hasNext(); ) {
      int document = each.next();
      keep(
          new Found(values.number(Layout.SEQUENCE, document), document, ""),
          after,
          top,
          oldest,
          limit);
    }
    for (Map.Entry<Long, String> deletion :
        store.states().ask(shard, state -> state.deletionsAfter(after, limit))) {
      // One deleted and made again since the states were read is told as it is in the snapshot.
      if (snapshot.find(Layout.id(shard, deletion.getValue())) < 0) {
        keep(new Found(deletion.getKey(), -1, deletion.getValue()), after, top, oldest, limit);
      }
    }
    List<Found> ascending = new ArrayList<>(oldest);
    ascending.sort(Comparator.comparingLong(Found::sequence));
    return ascending;
  }

  private static void keep(
      Found found, long after, long top, PriorityQueue<Found> oldest, int limit) {
    if (found.sequence() <= after || found.sequence() > top) {
      return;
    }
    oldest.add(found);
    if (oldest.size() > limit) {
      oldest.remove();
    }
  }

  private static Change change(Found found, DocumentValues values) throws IOException {
    int document = found.document();
    return document < 0
        ? new Change(found.key(), 0, found.sequence(), true, NOTHING)
        : new Change(
            values.key(document),
            values.number(Layout.ORDINAL, document),
            found.sequence(),
            false,
            values.source(document));
  }

  /** Statistics of shards as far as they are searchable. */
  public IndexStats stats(int[] shards) throws IOException {
    IndexStore.Reading reading = store.acquire();
    Snapshot snapshot = reading.snapshot();
    try {
      RoaringBitmap documents = snapshot.shards(shards);
      DocumentValues values = new DocumentValues(snapshot);
      long bytes = 0;
      for (IntIterator each = documents.getIntIterator(); each.hasNext(); ) {
        bytes += values.number(Layout.SIZE, each.next());
      }
      RoaringBitmap embedded = new RoaringBitmap();
      long embeddings = embeddings(snapshot, documents, values, embedded);
      return new IndexStats(
          documents.getLongCardinality(),
          bytes,
          embeddings,
          embedded.getLongCardinality(),
          store.busy(),
          distribution(snapshot, documents, reading.index().names()),
          Set.copyOf(reading.index().names().names()));
    } finally {
      snapshot.release();
    }
  }

  private static Map<String, Long> distribution(
      Snapshot snapshot, RoaringBitmap documents, FieldNames fieldNames) throws IOException {
    List<String> names = fieldNames.names();
    Map<String, Long> distribution = new TreeMap<>();
    BytesRef head = new BytesRef(new byte[] {Layout.TOP_LEVEL});
    for (LeafReaderContext leaf : snapshot.leaves()) {
      TermsEnum terms = TermsEnums.of(leaf, Layout.STATES);
      BytesRef term = terms.seekCeil(head) == TermsEnum.SeekStatus.END ? null : terms.term();
      while (term != null && StringHelper.startsWith(term, head)) {
        int field = (term.bytes[term.offset + 1] & 0xFF) << 8 | term.bytes[term.offset + 2] & 0xFF;
        RoaringBitmap with = new RoaringBitmap();
        Snapshot.collect(leaf, terms, with);
        long count = RoaringBitmap.andCardinality(with, documents);
        if (count > 0) {
          distribution.merge(names.get(field), count, Long::sum);
        }
        term = terms.next();
      }
    }
    return distribution;
  }

  private static long embeddings(
      Snapshot snapshot, RoaringBitmap documents, DocumentValues values, RoaringBitmap embedded)
      throws IOException {
    long count = 0;
    BytesRef head = new BytesRef(new byte[] {Layout.VECTORS});
    for (LeafReaderContext leaf : snapshot.leaves()) {
      TermsEnum terms = TermsEnums.of(leaf, Layout.STATES);
      BytesRef term = terms.seekCeil(head) == TermsEnum.SeekStatus.END ? null : terms.term();
      while (term != null && StringHelper.startsWith(term, head)) {
        String field =
            Layout.VECTORS_PREFIX
                + new String(term.bytes, term.offset + 1, term.length - 1, StandardCharsets.UTF_8);
        RoaringBitmap with = new RoaringBitmap();
        Snapshot.collect(leaf, terms, with);
        with.and(documents);
        for (IntIterator each = with.getIntIterator(); each.hasNext(); ) {
          count += VectorValues.count(values.bytes(field, each.next()));
        }
        embedded.or(with);
        term = terms.next();
      }
    }
    return count;
  }
}
