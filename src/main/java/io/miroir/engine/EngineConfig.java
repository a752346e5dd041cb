package io.miroir.engine;

import java.nio.file.Path;

/**
 * @param directory of all files; made when it is missing
 * @param threads that index one batch together, 1 to 64
 */
public record EngineConfig(Path directory, int threads) {
  public EngineConfig {
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("expected 1 to 64 indexing threads, found " + threads);
    }
  }

  /** With as many threads as there are processors, 8 at most. */
  public static EngineConfig in(Path directory) {
    return new EngineConfig(
        directory, Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));
  }
}
