package io.miroir.node.embedded;

import java.time.Duration;

/**
 * Bounds of one embedded node; over a bound it answers "unavailable" at once.
 *
 * @param queuedWriteBytesMax documents waiting for the engine, all indexes together
 * @param roundBytesMax documents of one engine write; at least one write is always taken
 * @param searchesMax reads running or waiting
 * @param refreshAfter how long a write may stay unsearchable when nobody waits for it
 * @param openPatience how long a call waits for the routing table to know its index
 */
public record NodeLimits(
    long queuedWriteBytesMax,
    long roundBytesMax,
    int searchesMax,
    Duration refreshAfter,
    Duration openPatience) {
  public static final NodeLimits DEFAULT =
      new NodeLimits(128L << 20, 16L << 20, 512, Duration.ofMillis(200), Duration.ofSeconds(3));
}
