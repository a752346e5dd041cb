package io.miroir.engine.store;

import io.miroir.engine.wal.WriteAheadLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What belongs to a Lucene commit but is too large for its user data: field names and the states of
 * shards. One file for each commit, written before it and named in it.
 */
final class CommitFiles {
  private static final int MAGIC = 0x4D495243;
  private static final String PREFIX = "commit-";

  private final Path directory;

  CommitFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes the file of a commit to be; it is on disk when this returns. */
  String write(long number, List<String> fieldNames, ShardStates states) throws IOException {
    Files.createDirectories(directory);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(Layout.FORMAT_VERSION);
      out.writeInt(fieldNames.size());
      for (String name : fieldNames) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
      states.write(out);
      out.writeInt(crc(bytes.toByteArray(), bytes.size()));
    }
    String name = PREFIX + number;
    try (FileChannel file =
        FileChannel.open(
            directory.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(true);
    }
    WriteAheadLog.syncDirectory(directory);
    return name;
  }

  /**
   * Reads the file of a commit.
   *
   * @return the field names
   */
  List<String> read(String name, ShardStates states) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < 12 || ByteBuffer.wrap(bytes).getInt(0) != MAGIC) {
      throw new IOException(file + " is damaged");
    }
    Formats.check(ByteBuffer.wrap(bytes).getInt(4), file.toString());
    if (ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != crc(bytes, bytes.length - 4)) {
      throw new IOException(file + " is damaged");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipBytes(8);
      List<String> names = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        byte[] text = in.readNBytes(in.readInt());
        names.add(new String(text, StandardCharsets.UTF_8));
      }
      states.read(in);
      return names;
    }
  }

  void deleteAllBut(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** The highest number in use, 0 for none. */
  long last() throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
          .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
          .max()
          .orElse(0);
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
