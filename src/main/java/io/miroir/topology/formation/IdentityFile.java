package io.miroir.topology.formation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The identity on disk, and the lock that keeps a second process away from the same data. Written
 * beside, forced, renamed: after a crash there is the old one or the new one, whole.
 */
final class IdentityFile implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path directory;
  private final FileChannel lockChannel;

  private IdentityFile(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
  }

  /**
   * @throws FormationException when another process has the directory open, or it can't be used
   */
  static IdentityFile open(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      FileChannel channel =
          FileChannel.open(
              dataDir.resolve("member.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new FormationException(
            "the data directory " + dataDir + " is in use by another running member");
      }
      return new IdentityFile(dataDir, channel);
    } catch (IOException e) {
      throw new FormationException("the data directory " + dataDir + " can't be used", e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Optional<MemberIdentity> read() {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), MemberIdentity.class));
    } catch (IOException e) {
      throw new FormationException("the identity of this member can't be read: " + file, e);
    }
  }

  /** Durable when it returns. */
  synchronized void write(MemberIdentity identity) {
    Path fresh = directory.resolve("member.json.new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(identity));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new FormationException("the identity of this member can't be stored: " + file(), e);
    }
  }

  private Path file() {
    return directory.resolve("member.json");
  }

  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new FormationException("the data directory can't be released: " + directory, e);
    }
  }
}
