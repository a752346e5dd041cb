package io.miroir.ingest.shard;

import java.util.concurrent.CompletionException;

/** Failures of stages. */
final class Failures {
  private Failures() {}

  /** Without the wrapping of composed stages; null stays null. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
