package io.miroir.ingest.decode;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Where payloads are kept while they are read: a memory budget shared by all, and a directory. */
public final class SpoolSpace {
  private static final long MEMORY_MAX = 48L << 20;
  private static final long MEMORY_PER_SPOOL_MAX = 256L << 10;

  private final Path directory;
  private final long memoryMax;
  private final long memoryPerSpoolMax;
  private final AtomicLong memory = new AtomicLong();

  SpoolSpace(Path directory, long memoryMax, long memoryPerSpoolMax) {
    this.directory = directory;
    this.memoryMax = memoryMax;
    this.memoryPerSpoolMax = memoryPerSpoolMax;
  }

  /** Makes the directory, or empties it of what a crash left there. */
  public static SpoolSpace in(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "payload*.tmp")) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return new SpoolSpace(directory, MEMORY_MAX, MEMORY_PER_SPOOL_MAX);
  }

  public Spool spool() {
    return new Spool(this);
  }

  Path directory() {
    return directory;
  }

  long memoryPerSpoolMax() {
    return memoryPerSpoolMax;
  }

  boolean reserve(long bytes) {
    if (memory.addAndGet(bytes) > memoryMax) {
      memory.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(long bytes) {
    memory.addAndGet(-bytes);
  }

  /** Bytes of payloads held in memory now. */
  public long memoryUsed() {
    return memory.get();
  }
}
