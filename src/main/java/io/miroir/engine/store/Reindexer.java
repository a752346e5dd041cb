package io.miroir.engine.store;

import io.miroir.engine.IndexDefinition;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.store.RecentWrites.ShardKey;
import io.miroir.engine.store.WriteBatch.Effect;
import io.miroir.engine.wal.LoggedOperation;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.roaringbitmap.RoaringBitmap;

/**
 * Builds a generation under new settings from the documents of the one in force, while that one
 * serves and takes writes: first a snapshot, then, round by round, what was written meanwhile.
 */
final class Reindexer implements Closeable {
  private static final int RUN = 1024;
  private static final int ROUNDS_MAX = 10;

  private final OpenIndex old;
  private final Generation generation;
  private final CommitFiles commits;
  private final Applier applier;
  private final ChangedKeys changed = new ChangedKeys();
  private boolean closed;

  Reindexer(
      OpenIndex old,
      IndexFiles files,
      int number,
      IndexDefinition definition,
      StoreResources resources)
      throws IOException {
    this.old = old;
    files.deleteGeneration(number);
    this.commits = files.commits(number);
    this.generation = Generation.open(files.lucene(number), resources.limits());
    this.applier =
        new Applier(
            generation.writer(),
            () ->
                new DocumentIndexer(
                    old.names(),
                    resources.walkers().walker(definition.settings(), definition.primaryKey())),
            resources.workers(),
            resources.threads());
  }

  /**
   * @throws IOException when the index was recovered meanwhile: what was written then is not noted
   */
  void check(OpenIndex inForce) throws IOException {
    if (inForce != old) {
      throw new IOException("the index failed while it was being re-indexed; it was recovered");
    }
  }

  /** From now on writes to the old generation are noted; nothing may be written meanwhile. */
  Snapshot begin() throws IOException {
    old.track(changed);
    old.refresh();
    return old.acquire();
  }

  /** Copies the snapshot and most of what was written since. */
  void copy(Snapshot snapshot) throws IOException {
    RoaringBitmap documents = live(snapshot);
    DocumentValues values = new DocumentValues(snapshot);
    List<Leaf> leaves = new ArrayList<>();
    for (LeafReaderContext leaf : snapshot.leaves()) {
      leaves.add(new Leaf(new SegmentRelations(leaf, null), false, documents));
    }
    List<Effect> run = new ArrayList<>();
    for (int document : new OrdinalMerge(leaves, documents).first(Integer.MAX_VALUE)) {
      run.add(new Effect(put(values.shard(document), values.document(document)), false));
      if (run.size() == RUN) {
        applier.apply(List.of(), run);
        run.clear();
      }
    }
    applier.apply(List.of(), run);
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (catchUp() < RUN) {
        return;
      }
    }
  }

  private static RoaringBitmap live(Snapshot snapshot) {
    RoaringBitmap live = new RoaringBitmap();
    for (LeafReaderContext leaf : snapshot.leaves()) {
      Bits bits = leaf.reader().getLiveDocs();
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        if (bits == null || bits.get(doc)) {
          live.add(leaf.docBase + doc);
        }
      }
    }
    return live;
  }

  private static LoggedOperation put(int shard, StoredDocument document) {
    return LoggedOperation.put(
        shard, document.key(), document.ordinal(), document.sequence(), true, document.document());
  }

  /** Brings over what was written since the last round; answers with how many keys that were. */
  int catchUp() throws IOException {
    ChangedKeys.Changed taken = changed.take();
    List<Effect> effects = new ArrayList<>();
    for (ShardKey key : taken.keys()) {
      Optional<StoredDocument> document = old.document(key.shard(), key.key());
      LoggedOperation operation =
          document.isPresent()
              ? put(key.shard(), document.get())
              : LoggedOperation.delete(key.shard(), key.key(), 0, true);
      effects.add(new Effect(operation, true));
    }
    applier.apply(taken.cleared(), effects);
    return effects.size();
  }

  /** Makes the new generation durable; nothing may be written any more. */
  void commit(long logSegment) throws IOException {
    catchUp();
    String file = commits.write(1, old.names().names(), old.states());
    generation.prepareCommit(new Generation.Commit(file, logSegment));
    generation.finishCommit();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      old.track(null);
      generation.close();
    }
  }
}
