package io.miroir.search;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When to ask a second replica: after the node's own 95th percentile, and only as long as hedges
 * stay a small part of all requests, so that an overloaded cluster is not loaded more.
 */
final class Hedges {
  private static final long PARTS_PER_HEDGE = 10;
  private static final long CREDIT_MAX = 20 * PARTS_PER_HEDGE;

  /** For a node that has answered too little to have a percentile, such as one nobody chose yet. */
  private static final Duration UNKNOWN = Duration.ofMillis(250);

  private final boolean enabled;
  private final Duration earliest;
  private final AtomicLong credit = new AtomicLong(CREDIT_MAX);

  Hedges(boolean enabled, Duration earliest) {
    this.enabled = enabled;
    this.earliest = earliest;
  }

  /** Counts a request; absent when it is not to be hedged. */
  Optional<Duration> delay(NodeLoad load) {
    if (!enabled) {
      return Optional.empty();
    }
    credit.updateAndGet(before -> Math.min(CREDIT_MAX, before + 1));
    long p95 = load.p95Nanos();
    long usual = p95 < 0 ? UNKNOWN.toNanos() : p95;
    return Optional.of(Duration.ofNanos(Math.max(usual, earliest.toNanos())));
  }

  boolean mayHedge() {
    return credit.getAndUpdate(c -> c >= PARTS_PER_HEDGE ? c - PARTS_PER_HEDGE : c)
        >= PARTS_PER_HEDGE;
  }
}
