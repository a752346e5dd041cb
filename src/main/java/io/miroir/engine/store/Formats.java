package io.miroir.engine.store;

import java.io.IOException;

/** The format version that every file of an index names. */
final class Formats {
  private Formats() {}

  /**
   * @throws IOException when a file is of a format newer than this version knows
   */
  static void check(int found, String file) throws IOException {
    if (found < 1 || found > Layout.FORMAT_VERSION) {
      throw new IOException(
          "%s has format version %d, this version of Miroir reads up to %d"
              .formatted(file, found, Layout.FORMAT_VERSION));
    }
  }
}
