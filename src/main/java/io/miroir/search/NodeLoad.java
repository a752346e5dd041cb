package io.miroir.search;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this member has observed of one node: latency and errors as exponentially weighted moving
 * averages, requests in flight, and a recent 95th percentile. In memory only; safe for several
 * threads.
 */
final class NodeLoad {
  private static final double WEIGHT = 0.1;
  private static final int SAMPLES = 128;
  private static final double START_NANOS = 1_000_000;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final long[] samples = new long[SAMPLES];
  private int sampled;
  private double latencyNanos = START_NANOS;
  private double errors;
  private volatile long p95Nanos = -1;
  private volatile double expectedNanos = START_NANOS;

  void started() {
    inFlight.incrementAndGet();
  }

  synchronized void answered(long nanos) {
    inFlight.decrementAndGet();
    latencyNanos += WEIGHT * (nanos - latencyNanos);
    errors -= WEIGHT * errors;
    samples[sampled++ % SAMPLES] = nanos;
    if (sampled % 16 == 0) {
      long[] sorted = Arrays.copyOf(samples, Math.min(sampled, SAMPLES));
      Arrays.sort(sorted);
      p95Nanos = sorted[(int) (sorted.length * 0.95)];
    }
    update();
  }

  synchronized void failed() {
    inFlight.decrementAndGet();
    errors += WEIGHT * (1 - errors);
    update();
  }

  private void update() {
    expectedNanos = latencyNanos * (1 + 20 * errors);
  }

  /** How long a request sent now is likely to take. */
  double expectedNanos() {
    return expectedNanos * (1 + 0.25 * Math.max(0, inFlight.get()));
  }

  /** -1 while there are too few samples. */
  long p95Nanos() {
    return p95Nanos;
  }

  int inFlight() {
    return inFlight.get();
  }
}
