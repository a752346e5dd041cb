package io.miroir.operations.dump;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Walks the members of a dump from its beginning to its end. */
final class DumpReader {
  private static final int BUFFER = 1 << 16;

  /** Takes one member; what it does not read is passed over. */
  interface Visitor {
    void visit(String name, InputStream contents) throws IOException;
  }

  private DumpReader() {}

  /**
   * @throws IOException also when the file is no whole gzip-compressed tar
   */
  static void walk(Path file, Visitor visitor) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER), BUFFER))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          visitor.visit(name(entry), new BufferedInputStream(new Open(tar), BUFFER));
        }
      }
    }
  }

  private static String name(TarArchiveEntry entry) {
    String name = entry.getName();
    return name.startsWith("./") ? name.substring(2) : name;
  }

  /** A member's end is not the archive's. */
  private static final class Open extends FilterInputStream {
    Open(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The walk goes on.
    }
  }
}
