package io.miroir.node.embedded;

import io.miroir.model.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The directory of one embedded node: its identity, and the lock that keeps the same data from
 * serving twice. Small facts are files of their own, written atomically and synced, so a crash
 * leaves the old one or the new one.
 */
public final class NodeHome implements AutoCloseable {
  private static final String FORMAT = "miroir-node 1";
  private static final int ID_BYTES = 6;

  private final Path directory;
  private final FileChannel lockFile;
  private final NodeId id;

  private NodeHome(Path directory, FileChannel lockFile, NodeId id) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.id = id;
  }

  /**
   * Opens the directory (made if there is none) for this process alone.
   *
   * @throws IOException if another process serves it, or what is there is not a node's data
   */
  public static NodeHome open(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("births"));
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(lockFile, directory);
      return new NodeHome(directory, lockFile, identity(directory));
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void lock(FileChannel lockFile, Path directory) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException("expected to serve " + directory + " alone, but somebody does already");
    }
  }

  private static NodeId identity(Path directory) throws IOException {
    Path file = directory.resolve("node.id");
    if (!Files.exists(file)) {
      byte[] random = new byte[ID_BYTES];
      new SecureRandom().nextBytes(random);
      writeSynced(file, FORMAT + "\nn" + HexFormat.of().formatHex(random) + "\n");
    }
    String[] lines = Files.readString(file).split("\n");
    if (lines.length != 2 || !lines[0].equals(FORMAT)) {
      throw new IOException("expected `" + FORMAT + "` in " + file + ", found `" + lines[0] + "`");
    }
    return new NodeId(lines[1]);
  }

  public NodeId id() {
    return id;
  }

  /** Where the engine keeps its files. */
  public Path engineDirectory() {
    return directory.resolve("engine");
  }

  /**
   * Binds the data to a cluster, for good.
   *
   * @throws IOException if it belongs to another one
   */
  public void claimFor(String cluster) throws IOException {
    Path file = directory.resolve("cluster.id");
    if (!Files.exists(file)) {
      writeSynced(file, cluster + "\n");
    }
    String owner = Files.readString(file).strip();
    if (!owner.equals(cluster)) {
      throw new IOException(
          "expected data of cluster " + cluster + " in " + directory + ", found that of " + owner);
    }
  }

  /** The catalog version at which an index came to this node. */
  Optional<Long> birth(String index) throws IOException {
    Path file = births().resolve(index);
    return Files.exists(file)
        ? Optional.of(Long.parseLong(Files.readString(file).strip()))
        : Optional.empty();
  }

  void born(String index, long catalogVersion) throws IOException {
    writeSynced(births().resolve(index), catalogVersion + "\n");
  }

  void died(String index) throws IOException {
    Files.deleteIfExists(births().resolve(index));
  }

  private Path births() {
    return directory.resolve("births");
  }

  private static void writeSynced(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  /** Lets another process serve the data. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
