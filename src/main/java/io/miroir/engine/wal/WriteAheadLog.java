package io.miroir.engine.wal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has been acknowledged but not yet committed, as batches appended to numbered segments. A
 * batch is one record: after a crash it is there wholly or not at all. Used by one thread at a
 * time.
 */
public final class WriteAheadLog implements Closeable {

  /** Takes the batches that recovery finds, in the order in which they were appended. */
  public interface Replay {
    void accept(List<LoggedOperation> batch) throws IOException;
  }

  /** Opens a new segment's file; tests make disks fail here. */
  interface Opener {
    FileChannel create(Path file) throws IOException;
  }

  private final Path directory;
  private final Opener opener;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream(1 << 16);
  private long segment;
  private FileChannel channel;
  private long sound;
  private IOException broken;

  private WriteAheadLog(Path directory, Opener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  /**
   * Opens the log, replays the segments from a number on, removes older ones, cuts a torn end, and
   * begins a new segment.
   *
   * @param from first segment to replay
   * @throws IOException when the log is damaged elsewhere than at its end, or of a newer format
   */
  public static WriteAheadLog open(Path directory, long from, Replay replay) throws IOException {
    return open(directory, from, replay, WriteAheadLog::create);
  }

  static WriteAheadLog open(Path directory, long from, Replay replay, Opener opener)
      throws IOException {
    Files.createDirectories(directory);
    WriteAheadLog log = new WriteAheadLog(directory, opener);
    log.segment = from - 1;
    log.recover(from, replay);
    log.begin(log.segment + 1);
    return log;
  }

  private void recover(long from, Replay replay) throws IOException {
    long[] numbers = segments();
    for (int i = 0; i < numbers.length; i++) {
      Path file = directory.resolve(LogFormat.name(numbers[i]));
      if (numbers[i] < from) {
        Files.delete(file);
        continue;
      }
      boolean last = i == numbers.length - 1;
      if (numbers[i] != segment + 1) {
        throw new IOException(
            "the write-ahead log in " + directory + " lacks segment " + (segment + 1));
      }
      long good = new SegmentReader(file, numbers[i]).replay(last, replay);
      if (good == 0) {
        Files.delete(file);
        return;
      }
      cut(file, good);
      segment = numbers[i];
    }
  }

  private static void cut(Path file, long length) throws IOException {
    if (Files.size(file) > length) {
      try (FileChannel torn = FileChannel.open(file, StandardOpenOption.WRITE)) {
        torn.truncate(length);
        torn.force(true);
      }
    }
  }

  private long[] segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(LogFormat::number).filter(n -> n >= 0).sorted().toArray();
    }
  }

  /**
   * Appends a batch; it is on disk when this returns.
   *
   * @throws IOException when the disk failed; nothing of the batch will be replayed, unless the
   *     failure hit its removal too: then the log refuses everything until it is opened again
   */
  public void append(List<LoggedOperation> batch) throws IOException {
    if (broken != null) {
      throw new IOException("the write-ahead log failed before: " + broken.getMessage(), broken);
    }
    payload.reset();
    OperationCodec.write(batch, payload);
    int length = payload.size();
    if (length > LogFormat.RECORD_BYTES_MAX) {
      throw new IOException("a batch of " + length + " bytes is too large for the log");
    }
    byte[] bytes = payload.toByteArray();
    ByteBuffer head = ByteBuffer.allocate(LogFormat.RECORD_HEAD_BYTES);
    LogFormat.head(head, bytes, length);
    try {
      writeFully(head.flip());
      writeFully(ByteBuffer.wrap(bytes));
      channel.force(false);
      sound += LogFormat.RECORD_HEAD_BYTES + length;
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
  }

  private void takeBack(IOException failure) {
    try {
      cutToSound();
    } catch (IOException e) {
      failure.addSuppressed(e);
      broken = failure;
    }
  }

  private void cutToSound() throws IOException {
    channel.truncate(sound);
    channel.position(sound);
    channel.force(true);
  }

  /**
   * Begins a new segment.
   *
   * @return its number: everything appended before stands in lower ones
   * @throws IOException when the disk failed, or when a record that could not be taken back still
   *     can't: a segment that another follows must not end with it
   */
  public long roll() throws IOException {
    if (broken != null) {
      cutToSound();
    }
    begin(segment + 1);
    return segment;
  }

  private void begin(long number) throws IOException {
    Path file = directory.resolve(LogFormat.name(number));
    FileChannel next = opener.create(file);
    try {
      ByteBuffer header = LogFormat.header(number);
      while (header.hasRemaining()) {
        next.write(header);
      }
      next.force(true);
      syncDirectory(directory);
    } catch (IOException e) {
      next.close();
      Files.deleteIfExists(file);
      throw e;
    }
    if (channel != null) {
      channel.close();
    }
    channel = next;
    segment = number;
    sound = LogFormat.HEADER_BYTES;
    broken = null;
  }

  /** Removes the segments below a number: a commit holds all they say. */
  public void deleteBefore(long number) throws IOException {
    for (long old : segments()) {
      if (old < number) {
        Files.deleteIfExists(directory.resolve(LogFormat.name(old)));
      }
    }
  }

  /** Bytes in the newest segment. */
  public long segmentBytes() {
    return sound;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Makes the names in a directory durable; not every file system can, and then need not. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
