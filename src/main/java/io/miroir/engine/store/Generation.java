package io.miroir.engine.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * One Lucene index: its writer and its newest snapshot. Segments are sorted by ordinal, so that a
 * listing in insertion order is a merge of segments.
 */
final class Generation implements Closeable {
  private static final String FORMAT = "format";
  private static final String COMMIT_FILE = "commitFile";
  private static final String LOG_SEGMENT = "logSegment";

  /**
   * What a commit says of itself.
   *
   * @param file the commit's file in {@link CommitFiles}
   * @param logSegment first segment of the log that is not contained in it
   */
  record Commit(String file, long logSegment) {
    static final Commit NONE = new Commit("", 1);
  }

  private final Directory directory;
  private final IndexWriter writer;
  private volatile Snapshot snapshot;

  private Generation(Directory directory, IndexWriter writer) throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.snapshot = new Snapshot(DirectoryReader.open(writer));
  }

  /** Opens the last commit, or an empty index where there is none. */
  static Generation open(Path path, StoreLimits limits) throws IOException {
    Files.createDirectories(path);
    Directory directory = FSDirectory.open(path);
    IndexWriter writer = null;
    try {
      writer = new IndexWriter(directory, config(limits));
      return new Generation(directory, writer);
    } catch (IOException | RuntimeException e) {
      if (writer != null) {
        writer.rollback();
      }
      directory.close();
      throw e;
    }
  }

  private static IndexWriterConfig config(StoreLimits limits) {
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(4, 1);
    TieredMergePolicy policy = new TieredMergePolicy();
    policy.setSegmentsPerTier(8);
    return new IndexWriterConfig()
        .setCodec(new StoreCodec())
        .setRAMBufferSizeMB(limits.bufferBytes() / 1048576.0)
        .setUseCompoundFile(true)
        .setMergeScheduler(merges)
        .setMergePolicy(policy)
        .setCommitOnClose(false)
        .setIndexSort(new Sort(new SortField(Layout.ORDINAL, SortField.Type.LONG)));
  }

  Commit lastCommit() throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return Commit.NONE;
    }
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    if (!data.containsKey(FORMAT)) {
      throw new IOException("the commit in " + directory + " says nothing of its format");
    }
    Formats.check(Integer.parseInt(data.get(FORMAT)), "the commit in " + directory);
    return new Commit(data.get(COMMIT_FILE), Long.parseLong(data.get(LOG_SEGMENT)));
  }

  IndexWriter writer() {
    return writer;
  }

  /** The newest snapshot, acquired. */
  Snapshot acquire() {
    while (true) {
      Snapshot newest = snapshot;
      if (newest.acquire()) {
        return newest;
      }
      if (newest == snapshot) {
        throw new AlreadyClosedException("this index is closed");
      }
    }
  }

  boolean isNewest(Snapshot other) {
    return other == snapshot;
  }

  /** Publishes a snapshot of everything written so far; for one thread at a time. */
  void refresh() throws IOException {
    Snapshot old = snapshot;
    DirectoryReader changed = DirectoryReader.openIfChanged(old.reader(), writer);
    if (changed != null) {
      snapshot = new Snapshot(changed);
      old.release();
    }
  }

  /** Puts everything written so far into files; {@link #finishCommit} makes them the commit. */
  void prepareCommit(Commit commit) throws IOException {
    writer.setLiveCommitData(
        Map.of(
                FORMAT,
                Integer.toString(Layout.FORMAT_VERSION),
                COMMIT_FILE,
                commit.file(),
                LOG_SEGMENT,
                Long.toString(commit.logSegment()))
            .entrySet());
    writer.prepareCommit();
  }

  void finishCommit() throws IOException {
    writer.commit();
  }

  /** Gives everything up that was not committed. */
  @Override
  public void close() throws IOException {
    try {
      snapshot.release();
    } finally {
      try {
        writer.rollback();
      } finally {
        directory.close();
      }
    }
  }
}
