package io.miroir.operations.dump;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A gzip-compressed tar that appears under its name only when it is whole and on disk. A member of
 * it is collected in a file of its own first, since a tar tells lengths before contents.
 */
final class DumpFile implements Closeable {
  private static final String UNFINISHED = ".unfinished";
  private static final int BUFFER = 1 << 16;

  /** Writes the contents of one member. */
  interface Contents {
    void write(OutputStream out) throws IOException;
  }

  private final Path target;
  private final Path archive;
  private final Path member;
  private final TarArchiveOutputStream tar;

  DumpFile(Path target) throws IOException {
    this.target = target;
    this.archive = target.resolveSibling(target.getFileName() + UNFINISHED);
    this.member = target.resolveSibling(target.getFileName() + ".member" + UNFINISHED);
    Files.createDirectories(target.getParent());
    this.tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(archive), BUFFER)));
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** Removes what runs that came to no end have left in a directory. */
  static void clean(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (var files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  void add(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    entry(name, bytes.length);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  void add(String name, Contents contents) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(member), BUFFER)) {
      contents.write(out);
    }
    entry(name, Files.size(member));
    Files.copy(member, tar);
    tar.closeArchiveEntry();
    Files.delete(member);
  }

  /** Names a file beside this one for its making; removed when a run that left it is cleaned up. */
  Path scratch(int number) {
    return target.resolveSibling(target.getFileName() + "." + number + UNFINISHED);
  }

  private void entry(String name, long bytes) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes);
    tar.putArchiveEntry(entry);
  }

  /** Makes the file durable and gives it its name. */
  void publish() throws IOException {
    tar.finish();
    tar.close();
    try (FileChannel written = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(
        archive, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Leaves nothing behind but what was published. */
  @Override
  public void close() throws IOException {
    try {
      tar.close();
    } finally {
      Files.deleteIfExists(archive);
      Files.deleteIfExists(member);
    }
  }
}
