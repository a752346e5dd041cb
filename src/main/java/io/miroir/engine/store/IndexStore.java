package io.miroir.engine.store;

import io.miroir.engine.Compaction;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.apache.lucene.store.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of one index on disk. Writers that come at the same time are combined: one of them
 * resolves, logs, syncs and applies for all. When memory and disk may have parted (a failed disk
 * under Lucene, a log that could not take a failed record back) the next call recovers the index
 * from its files, as after a crash.
 */
public final class IndexStore implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

  private final IndexFiles files;
  private final StoreResources resources;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final ReentrantLock committing = new ReentrantLock();
  private final ReentrantLock defining = new ReentrantLock();
  private final ConcurrentLinkedQueue<PendingWrite> queue = new ConcurrentLinkedQueue<>();
  private volatile OpenIndex index;
  private volatile IndexFiles.Current current;
  private volatile boolean broken;
  private volatile boolean closed;

  private IndexStore(IndexFiles files, StoreResources resources, IndexFiles.Current current)
      throws IOException {
    this.files = files;
    this.resources = resources;
    this.current = current;
    this.index = OpenIndex.recover(files, current, resources);
  }

  /** Makes an index in a directory that has none. */
  public static IndexStore create(
      Path directory, IndexDefinition definition, StoreResources resources) throws IOException {
    IndexFiles.deleteTree(directory);
    IndexFiles files = new IndexFiles(directory);
    IndexFiles.Current first = new IndexFiles.Current(1, definition);
    try (OpenIndex fresh = OpenIndex.make(files, first, resources)) {
      fresh.finishCommit(fresh.prepareCommit());
    }
    files.switchTo(first);
    return new IndexStore(files, resources, first);
  }

  /** Opens an index; empty when its making never came to its end, which nobody was told of. */
  public static Optional<IndexStore> open(Path directory, StoreResources resources)
      throws IOException {
    IndexFiles files = new IndexFiles(directory);
    Optional<IndexFiles.Current> current = files.current();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    files.deleteGenerationsBut(current.get().generation());
    return Optional.of(new IndexStore(files, resources, current.get()));
  }

  public IndexDefinition definition() {
    return current.definition();
  }

  /** Applies writes, durable when it returns, and tells what each of them did. */
  public List<WriteCounts> write(List<ShardWrite> writes) throws IOException {
    PendingWrite mine = new PendingWrite(writes);
    queue.add(mine);
    writing.lock();
    try {
      while (!mine.done()) {
        writeAll(drain());
      }
    } finally {
      writing.unlock();
    }
    return mine.result();
  }

  /** Takes waiting writes, one at least, until they are worth a record of the log. */
  private List<PendingWrite> drain() {
    List<PendingWrite> taken = new ArrayList<>();
    long bytes = 0;
    while (bytes < resources.limits().batchBytes()) {
      PendingWrite next = queue.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
      bytes += next.bytes();
    }
    return taken;
  }

  /** When a group fails, each of it is tried alone: one bad write must not fail the others. */
  private void writeAll(List<PendingWrite> group) {
    IOException failure = tryWrite(group);
    for (PendingWrite pending : group) {
      if (!pending.done()) {
        IOException own = group.size() == 1 || broken ? failure : tryWrite(List.of(pending));
        if (own != null) {
          pending.fail(own);
        }
      }
    }
  }

  /** Null when all went well; else what failed, and the writes applied before it are done. */
  private IOException tryWrite(List<PendingWrite> group) {
    try {
      OpenIndex open = sound();
      try (OpenIndex.Session session = open.session()) {
        GroupWrite write = new GroupWrite(session, resources.limits().batchBytes());
        try {
          write.run(group);
        } finally {
          broken |= write.failedToApply();
        }
      }
      afterWrite(open);
      return null;
    } catch (IOException e) {
      return e;
    } catch (UncheckedIOException e) {
      return e.getCause();
    } catch (RuntimeException e) {
      broken = true;
      return new IOException("writing failed: " + e, e);
    }
  }

  private void afterWrite(OpenIndex open) throws IOException {
    if (open.recentBytes() > resources.limits().recentBytes()) {
      open.refresh();
    }
    Optional<IndexStore> largest = resources.budget().note(this, open.unflushedBytes());
    if (largest.isPresent() && largest.get() == this) {
      open.refresh();
      resources.budget().note(this, open.unflushedBytes());
    } else {
      largest.ifPresent(other -> resources.background().execute(other::refreshQuietly));
    }
    if (open.logBytes() > resources.limits().logBytes()) {
      resources.background().execute(this::commitQuietly);
    }
  }

  private void refreshQuietly() {
    try {
      refresh();
      resources.budget().note(this, index.unflushedBytes());
    } catch (IOException | RuntimeException e) {
      LOG.error("the index in {} could not be refreshed", files.directory(), e);
    }
  }

  /** The index, recovered first when it must be; the caller holds the writing lock. */
  private OpenIndex sound() throws IOException {
    if (closed) {
      throw new IOException("the index in " + files.directory() + " is closed");
    }
    if (broken) {
      LOG.warn("recovering the index in {} from its files", files.directory());
      index.close();
      index = OpenIndex.recover(files, current, resources);
      broken = false;
    }
    return index;
  }

  /** Removes every trace of a shard. */
  public void deleteShard(int shard) throws IOException {
    writing.lock();
    try (OpenIndex.Session session = sound().session()) {
      session.drop(shard);
      session.log();
      try {
        session.apply();
      } catch (IOException | RuntimeException e) {
        broken = true;
        throw e;
      }
    } finally {
      writing.unlock();
    }
  }

  /** Makes everything written before the call visible to views taken after it. */
  public void refresh() throws IOException {
    if (broken) {
      writing.lock();
      try {
        sound();
      } finally {
        writing.unlock();
      }
    }
    try {
      index.refresh();
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw e;
    }
  }

  /** Commits when writes have waited long enough. */
  public void maintain() {
    OpenIndex open = index;
    long waited = System.nanoTime() - open.uncommittedSince();
    if (open.uncommitted() > 0 && waited > resources.limits().commitInterval().toNanos()) {
      commitQuietly();
    }
  }

  private void commitQuietly() {
    try {
      commit();
    } catch (IOException | RuntimeException e) {
      LOG.error(
          "the index in {} could not be committed; the log keeps what was written",
          files.directory(),
          e);
    }
  }

  /** Merges all segments into one and lets go of the old ones; not while it is re-indexed. */
  public Compaction compact() throws IOException {
    defining.lock();
    try {
      commit();
      long before = sizeBytes(files.directory());
      index.merge();
      commit(true);
      index.refreshMerged();
      return new Compaction(before, sizeBytes(files.directory()));
    } catch (AlreadyClosedException e) {
      throw new IOException("the index in " + files.directory() + " is closed", e);
    } finally {
      defining.unlock();
    }
  }

  /** Moves what the log holds into Lucene's files. */
  public void commit() throws IOException {
    commit(false);
  }

  private void commit(boolean always) throws IOException {
    committing.lock();
    try {
      OpenIndex open;
      Generation.Commit commit;
      writing.lock();
      try {
        open = sound();
        if (open.uncommitted() == 0 && !always) {
          return;
        }
        commit = open.prepareCommit();
      } finally {
        writing.unlock();
      }
      open.finishCommit(commit);
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw e;
    } finally {
      committing.unlock();
    }
  }

  public int uncommitted() {
    return index.uncommitted();
  }

  /** The highest sequence number applied to a shard, 0 for none. */
  public long sequence(int shard) {
    return index.sequence(shard);
  }

  /** The newest acknowledged version of a document, refreshed or not. */
  public Optional<StoredDocument> document(int shard, String key) throws IOException {
    while (true) {
      OpenIndex open = index;
      try {
        return open.document(shard, key);
      } catch (AlreadyClosedException e) {
        if (open == index) {
          throw new IOException("the index in " + files.directory() + " is closed", e);
        }
      }
    }
  }

  /** The searchable documents of shards; to be closed. */
  public IndexView view(int[] shards) throws IOException {
    return view(shards, UnaryOperator.identity());
  }

  /** A view under settings made of the index's own; they may differ in what acts at query time. */
  public IndexView view(int[] shards, UnaryOperator<Settings> adapt) throws IOException {
    IndexFiles.Current before = current;
    Reading reading = acquire();
    if (reading.index().number() != before.generation()) {
      reading.snapshot().release();
      return view(shards, adapt);
    }
    Settings settings = adapt.apply(before.definition().settings());
    Snapshot snapshot = reading.snapshot();
    try {
      ViewState state = snapshot.state(shards, resources.cache());
      return new ShardView(state, shards, settings, reading.index().names());
    } catch (IOException | RuntimeException e) {
      snapshot.release();
      throw e;
    }
  }

  /** Bytes of all files under a directory; those that vanish meanwhile count nothing. */
  public static long sizeBytes(Path directory) throws IOException {
    return IndexFiles.sizeBytes(directory);
  }

  /**
   * Takes over a definition with a newer settings version: re-indexes what must be, serving the old
   * view meanwhile, and switches at once.
   */
  public void define(IndexDefinition next) throws IOException {
    if (next.settingsVersion() <= definition().settingsVersion()) {
      return;
    }
    defining.lock();
    try {
      IndexDefinition old = definition();
      if (next.settingsVersion() <= old.settingsVersion()) {
        return;
      }
      if (IndexedSettings.of(next.settings()).equals(IndexedSettings.of(old.settings()))) {
        switchDefinition(next);
      } else {
        reindex(next);
      }
    } finally {
      defining.unlock();
    }
  }

  private void switchDefinition(IndexDefinition next) throws IOException {
    writing.lock();
    try {
      sound();
      IndexFiles.Current changed = new IndexFiles.Current(current.generation(), next);
      files.switchTo(changed);
      current = changed;
    } finally {
      writing.unlock();
    }
  }

  private void reindex(IndexDefinition next) throws IOException {
    IndexFiles.Current changed = new IndexFiles.Current(current.generation() + 1, next);
    try (Reindexer reindexer = reindexer(changed)) {
      reindex(reindexer, changed);
    } finally {
      if (current.generation() != changed.generation()) {
        files.deleteGeneration(changed.generation());
      }
    }
  }

  private Reindexer reindexer(IndexFiles.Current changed) throws IOException {
    writing.lock();
    try {
      return new Reindexer(sound(), files, changed.generation(), changed.definition(), resources);
    } finally {
      writing.unlock();
    }
  }

  private void reindex(Reindexer reindexer, IndexFiles.Current changed) throws IOException {
    Snapshot snapshot;
    writing.lock();
    try {
      reindexer.check(sound());
      snapshot = reindexer.begin();
    } finally {
      writing.unlock();
    }
    try {
      reindexer.copy(snapshot);
    } finally {
      snapshot.release();
    }
    committing.lock();
    writing.lock();
    try {
      OpenIndex old = sound();
      reindexer.check(old);
      reindexer.commit(old.rollLog());
      reindexer.close();
      files.switchTo(changed);
      int superseded = current.generation();
      try {
        index = OpenIndex.recover(files, changed, resources);
      } catch (IOException | RuntimeException e) {
        broken = true;
        throw e;
      } finally {
        current = changed;
      }
      old.close();
      files.deleteGeneration(superseded);
    } finally {
      writing.unlock();
      committing.unlock();
    }
  }

  /** The index as it is now, and its newest snapshot, acquired. */
  record Reading(OpenIndex index, Snapshot snapshot) {}

  Reading acquire() throws IOException {
    while (true) {
      OpenIndex open = index;
      try {
        return new Reading(open, open.acquire());
      } catch (AlreadyClosedException e) {
        if (open == index) {
          throw new IOException("the index in " + files.directory() + " is closed", e);
        }
      }
    }
  }

  ShardStates states() {
    return index.states();
  }

  /** Writes wait to be applied, or a new definition. */
  boolean busy() {
    return writing.isLocked() || defining.isLocked() || !queue.isEmpty();
  }

  /** Commits and lets go of the files. */
  @Override
  public void close() throws IOException {
    committing.lock();
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      resources.budget().forget(this);
      try {
        if (!broken && index.uncommitted() > 0) {
          index.finishCommit(index.prepareCommit());
        }
      } finally {
        index.close();
      }
    } finally {
      writing.unlock();
      committing.unlock();
    }
  }

  /** Lets go of the files and deletes them. */
  public void drop() throws IOException {
    committing.lock();
    writing.lock();
    try {
      if (!closed) {
        closed = true;
        resources.budget().forget(this);
        index.close();
      }
      files.deleteAll();
    } finally {
      writing.unlock();
      committing.unlock();
    }
  }
}
