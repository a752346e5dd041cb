package io.miroir.engine.store;

import io.miroir.engine.IndexDefinition;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.store.RecentWrites.Recent;
import io.miroir.engine.store.RecentWrites.ShardKey;
import io.miroir.engine.store.WriteBatch.Effect;
import io.miroir.engine.store.WriteResolver.Stored;
import io.miroir.engine.wal.LoggedOperation;
import io.miroir.engine.wal.WriteAheadLog;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;

/**
 * An index as recovered from its directory: log, Lucene, and what is known in memory. When any of
 * it fails in a way that leaves memory and disk apart it is closed and recovered anew, which is the
 * one way of repair. Writing methods are for one thread at a time, reading ones for any.
 */
final class OpenIndex implements Closeable, WriteResolver.Before {
  private final StoreResources resources;
  private final int number;
  private final IndexDefinition definition;
  private final CommitFiles commits;
  private final Generation generation;
  private final FieldNames names;
  private final ShardStates states = new ShardStates();
  private final RecentWrites recent = new RecentWrites();
  private final Applier applier;
  private final WriteAheadLog log;
  private final Object refreshing = new Object();
  private KnownKeys known;
  private IdLookup lookup;
  private long lastCommitFile;
  private volatile int uncommitted;
  private volatile long uncommittedSince;
  private volatile ChangedKeys tracked;
  private boolean closed;

  private OpenIndex(IndexFiles files, IndexFiles.Current current, StoreResources resources)
      throws IOException {
    this.resources = resources;
    this.number = current.generation();
    this.definition = current.definition();
    this.commits = files.commits(current.generation());
    this.generation = Generation.open(files.lucene(current.generation()), resources.limits());
    try {
      Generation.Commit commit = generation.lastCommit();
      names =
          new FieldNames(commit.file().isEmpty() ? List.of() : commits.read(commit.file(), states));
      applier =
          new Applier(
              generation.writer(),
              () ->
                  new DocumentIndexer(
                      names,
                      resources.walkers().walker(definition.settings(), definition.primaryKey())),
              resources.workers(),
              resources.threads());
      lastCommitFile = commits.last();
      log = WriteAheadLog.open(files.log(), commit.logSegment(), this::replay);
    } catch (IOException | RuntimeException e) {
      generation.close();
      throw e;
    }
  }

  /** Recovers what was acknowledged: the last commit and the log behind it. */
  static OpenIndex recover(IndexFiles files, IndexFiles.Current current, StoreResources resources)
      throws IOException {
    OpenIndex index = new OpenIndex(files, current, resources);
    index.refresh();
    return index;
  }

  /** A new, empty index that is not in force yet. */
  static OpenIndex make(IndexFiles files, IndexFiles.Current current, StoreResources resources)
      throws IOException {
    return new OpenIndex(files, current, resources);
  }

  private void replay(List<LoggedOperation> operations) throws IOException {
    WriteBatch batch = new WriteBatch();
    try (IdLookup ids = new IdLookup(generation)) {
      lookup = ids;
      for (LoggedOperation operation : operations) {
        ShardKey key = new ShardKey(operation.shard(), operation.key());
        boolean cleared = batch.cleared(operation.shard());
        batch.add(operation, !operation.key().isEmpty() && !cleared && find(key) != null);
      }
    } finally {
      lookup = null;
    }
    apply(batch);
    if (recent.bytes() > resources.limits().recentBytes()) {
      refresh();
    }
  }

  // --- writing

  /**
   * Collects operations that become one record of the log.
   *
   * @return a session to resolve writes in, to be closed
   */
  Session session() {
    return new Session();
  }

  /** Resolves writes against the index and brings them in. */
  final class Session implements Closeable {
    private final IdLookup ids = new IdLookup(generation);
    private WriteBatch batch = new WriteBatch();
    private WriteResolver resolver = new WriteResolver(OpenIndex.this, batch);

    WriteCounts resolve(ShardWrite write) throws IOException {
      lookup = ids;
      return resolver.resolve(write);
    }

    void drop(int shard) {
      batch.add(LoggedOperation.drop(shard), false);
    }

    /** Makes the collected operations durable. */
    void log() throws IOException {
      if (!batch.log().isEmpty()) {
        log.append(batch.log());
      }
    }

    /** Brings the logged operations into the index. */
    void apply() throws IOException {
      WriteBatch full = batch;
      batch = new WriteBatch();
      resolver = new WriteResolver(OpenIndex.this, batch);
      OpenIndex.this.apply(full);
    }

    @Override
    public void close() throws IOException {
      lookup = null;
      ids.close();
    }
  }

  private void apply(WriteBatch batch) throws IOException {
    if (batch.log().isEmpty()) {
      return;
    }
    applier.apply(batch.clearedShards(), batch.effects());
    batch.clearedShards().forEach(recent::clear);
    for (Effect effect : batch.effects()) {
      LoggedOperation last = effect.operation();
      ShardKey key = new ShardKey(last.shard(), last.key());
      if (last.kind() == LoggedOperation.Kind.PUT) {
        recent.put(key, new Recent(last.ordinal(), last.sequence(), last.source()));
        if (known != null) {
          known.add(Layout.id(last.shard(), last.key()));
        }
      } else {
        recent.put(key, Recent.GONE);
      }
    }
    batch.log().forEach(states::apply);
    ChangedKeys changes = tracked;
    if (changes != null) {
      changes.add(batch);
    }
    if (uncommitted == 0) {
      uncommittedSince = System.nanoTime();
    }
    uncommitted += batch.log().size();
  }

  @Override
  public Stored find(ShardKey key) throws IOException {
    BytesRef id = Layout.id(key.shard(), key.key());
    if (known == null) {
      known = KnownKeys.of(generation, recent);
    }
    if (!known.mayContain(id)) {
      return null;
    }
    Recent written = recent.find(key);
    if (written != null) {
      return written.gone() ? null : new InMemory(written);
    }
    int document = lookup.find(id);
    return document < 0 ? null : OnDisk.of(lookup.values(), document);
  }

  private record InMemory(Recent recent) implements Stored {
    @Override
    public long ordinal() {
      return recent.ordinal();
    }

    @Override
    public long sequence() {
      return recent.sequence();
    }

    @Override
    public byte[] source() {
      return recent.source();
    }
  }

  private record OnDisk(DocumentValues values, int document, long ordinal, long sequence)
      implements Stored {
    static OnDisk of(DocumentValues values, int document) throws IOException {
      return new OnDisk(
          values,
          document,
          values.number(Layout.ORDINAL, document),
          values.number(Layout.SEQUENCE, document));
    }

    @Override
    public byte[] source() throws IOException {
      return values.source(document);
    }
  }

  @Override
  public long sequence(int shard) {
    return states.ask(shard, ShardState::sequence);
  }

  /** Makes what was written visible first: only a snapshot can be counted. */
  @Override
  public long count(int shard) throws IOException {
    refresh();
    Snapshot snapshot = generation.acquire();
    try {
      return snapshot.shard(shard).getLongCardinality();
    } finally {
      snapshot.release();
    }
  }

  @Override
  public boolean keepsVectors() {
    return !definition.settings().embedders().isEmpty() || names.id(DocumentMerge.VECTORS) >= 0;
  }

  @Override
  public int fieldId(String name) {
    return names.id(name);
  }

  // --- making visible and durable

  void refresh() throws IOException {
    synchronized (refreshing) {
      if (recent.dirty()) {
        recent.begin();
        generation.refresh();
        recent.end();
      }
    }
  }

  /** Makes one segment of all; takes long, while which everything else goes on. */
  void merge() throws IOException {
    generation.writer().forceMerge(1);
  }

  /** Readers leave the segments that were merged, whose files can go then. */
  void refreshMerged() throws IOException {
    synchronized (refreshing) {
      recent.begin();
      generation.refresh();
      recent.end();
    }
    generation.writer().deleteUnusedFiles();
  }

  /** First half of a commit; nothing may be written meanwhile. */
  Generation.Commit prepareCommit() throws IOException {
    long segment = log.roll();
    String file = commits.write(++lastCommitFile, names.names(), states);
    Generation.Commit commit = new Generation.Commit(file, segment);
    generation.prepareCommit(commit);
    uncommitted = 0;
    return commit;
  }

  /** Second half; writing may go on. */
  void finishCommit(Generation.Commit commit) throws IOException {
    generation.finishCommit();
    log.deleteBefore(commit.logSegment());
    commits.deleteAllBut(commit.file());
  }

  /** Notes what is written from now on; null to stop. */
  void track(ChangedKeys changes) {
    tracked = changes;
  }

  /** Begins a new segment of the log; everything written so far stands in lower ones. */
  long rollLog() throws IOException {
    return log.roll();
  }

  int uncommitted() {
    return uncommitted;
  }

  /** Nanoseconds (of {@link System#nanoTime}) since which something waits for a commit. */
  long uncommittedSince() {
    return uncommittedSince;
  }

  long logBytes() {
    return log.segmentBytes();
  }

  /** Memory that a refresh would give back. */
  long unflushedBytes() {
    return recent.bytes() + generation.writer().ramBytesUsed();
  }

  long recentBytes() {
    return recent.bytes();
  }

  // --- reading

  /** The number of its generation. */
  int number() {
    return number;
  }

  Snapshot acquire() {
    return generation.acquire();
  }

  FieldNames names() {
    return names;
  }

  ShardStates states() {
    return states;
  }

  /** The newest state of a document, refreshed or not. */
  Optional<StoredDocument> document(int shard, String key) throws IOException {
    Recent written = recent.find(new ShardKey(shard, key));
    if (written != null) {
      return written.gone()
          ? Optional.empty()
          : Optional.of(
              new StoredDocument(key, written.ordinal(), written.sequence(), written.source()));
    }
    Snapshot snapshot = generation.acquire();
    try {
      int document = snapshot.find(Layout.id(shard, key));
      return document < 0
          ? Optional.empty()
          : Optional.of(new DocumentValues(snapshot).document(document));
    } finally {
      snapshot.release();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      log.close();
    } finally {
      generation.close();
    }
  }
}
