package io.miroir.engine.store;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Hashes of all keys the index has ever held since it was opened: most writes of new documents need
 * not look for an old one. May say "perhaps" wrongly, never "no". For the writing thread.
 */
final class KnownKeys {
  /** Above this many keys the set is not worth its memory (16 bytes a key). */
  private static final int KEYS_MAX = 1 << 21;

  private LongOpenHashSet hashes = new LongOpenHashSet();

  static KnownKeys of(Generation generation, RecentWrites recent) throws IOException {
    KnownKeys known = new KnownKeys();
    recent.keys().forEach(key -> known.add(Layout.id(key.shard(), key.key())));
    Snapshot snapshot = generation.acquire();
    try {
      for (LeafReaderContext leaf : snapshot.leaves()) {
        TermsEnum ids = TermsEnums.of(leaf, Layout.ID);
        for (BytesRef id = ids.next(); id != null && known.hashes != null; id = ids.next()) {
          known.add(id);
        }
      }
    } finally {
      snapshot.release();
    }
    return known;
  }

  void add(BytesRef id) {
    if (hashes != null) {
      hashes.add(hash(id));
      if (hashes.size() > KEYS_MAX) {
        hashes = null;
      }
    }
  }

  boolean mayContain(BytesRef id) {
    return hashes == null || hashes.contains(hash(id));
  }

  private static long hash(BytesRef id) {
    long[] hash = StringHelper.murmurhash3_x64_128(id);
    return hash[0];
  }
}
