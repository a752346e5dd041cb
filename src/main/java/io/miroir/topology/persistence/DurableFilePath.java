package io.miroir.topology.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.LongAdder;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's files with every write forced to the disk before it returns.
 *
 * <p>H2 itself never calls fsync, whatever its options, so a commit would survive the death of the
 * process but not of the machine. With {@code WRITE_DELAY=0} its store does exactly one write for
 * each commit (a chunk with its own checksums, appended), so forcing each write makes each commit
 * durable, in order, at the price of one fdatasync. Works below the mixed mode too: only the member
 * that has the file open writes.
 */
public final class DurableFilePath extends FilePathWrapper {
  static final String SCHEME = "durable";

  private static final LongAdder FORCES = new LongAdder();

  /** How often a write was forced to the disk since the start of this process. */
  public static long forces() {
    return FORCES.sum();
  }

  /** Makes H2 of this JVM know the scheme; harmless when repeated. */
  static void register() {
    FilePath.register(new DurableFilePath());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new ForcedChannel(super.open(mode));
  }

  private static final class ForcedChannel extends FileBaseDefault {
    private final FileChannel base;

    ForcedChannel(FileChannel base) {
      this.base = base;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      int written = base.write(source, position);
      base.force(false);
      FORCES.increment();
      return written;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return base.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return base.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      base.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      base.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      base.close();
    }
  }
}
