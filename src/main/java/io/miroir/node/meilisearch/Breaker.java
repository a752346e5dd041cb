package io.miroir.node.meilisearch;

import java.time.Duration;

/**
 * Spares callers the wait for a node that fails: after several failures in a row, one request a
 * second is let through until one succeeds.
 */
final class Breaker {
  private static final int FAILURES_MAX = 5;
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private int failures;
  private long nextTry;

  synchronized boolean admits(long now) {
    if (failures < FAILURES_MAX) {
      return true;
    }
    if (now - nextTry < 0) {
      return false;
    }
    nextTry = now + PAUSE_NANOS;
    return true;
  }

  synchronized void ended(boolean ok, long now) {
    failures = ok ? 0 : failures + 1;
    if (failures == FAILURES_MAX) {
      nextTry = now + PAUSE_NANOS;
    }
  }
}
