package io.miroir.ingest.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes bytes of unknown length: in memory while they are few and the budget allows, then in a
 * temporary file that is mapped for reading. Methods block on the disk; not for several threads at
 * once.
 */
public final class Spool implements AutoCloseable {
  private static final int GROWTH = 64 * 1024;

  private final SpoolSpace space;
  private byte[] memory = {};
  private int inMemory;
  private long reserved;
  private long size;
  private Optional<Path> file = Optional.empty();
  private FileChannel channel;

  Spool(SpoolSpace space) {
    this.space = space;
  }

  /**
   * @throws UncheckedIOException when the disk is full or broken
   */
  public void write(ByteBuffer bytes) {
    size += bytes.remaining();
    try {
      if (file.isEmpty() && fits(bytes.remaining())) {
        int length = bytes.remaining();
        bytes.get(memory, inMemory, length);
        inMemory += length;
      } else {
        toFile(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  public long size() {
    return size;
  }

  private boolean fits(int more) {
    int needed = inMemory + more;
    if (needed <= memory.length) {
      return true;
    }
    int grown = Math.max(needed, Math.min(memory.length * 2, memory.length + GROWTH));
    if (grown > space.memoryPerSpoolMax() || !space.reserve(grown - reserved)) {
      return false;
    }
    reserved = grown;
    memory = Arrays.copyOf(memory, grown);
    return true;
  }

  private void toFile(ByteBuffer bytes) throws IOException {
    if (file.isEmpty()) {
      Path path = Files.createTempFile(space.directory(), "payload", ".tmp");
      file = Optional.of(path);
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      writeAll(ByteBuffer.wrap(memory, 0, inMemory));
      forgetMemory();
    }
    writeAll(bytes);
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void forgetMemory() {
    memory = new byte[0];
    space.release(reserved);
    reserved = 0;
  }

  /** Everything written, as one buffer from 0 to its limit; valid until this is closed. */
  public ByteBuffer content() {
    if (file.isEmpty()) {
      return ByteBuffer.wrap(memory, 0, inMemory);
    }
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    forgetMemory();
    try {
      if (channel != null) {
        channel.close();
      }
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
