package io.miroir.ingest;

import java.time.Duration;

/**
 * Bounds of document writes on one member.
 *
 * @param sliceTimeout how long one slice of a write is tried before the write fails
 * @param sliceBytesMax documents of one message to a shard; a larger document goes alone
 * @param inFlightBytesMax documents on their way to shards, all writes together
 * @param searchablePatience how long a task waits for a replica that does not answer before it ends
 *     without it (the replica makes its writes searchable by itself)
 */
public record IngestConfig(
    Duration sliceTimeout, int sliceBytesMax, long inFlightBytesMax, Duration searchablePatience) {
  public static final IngestConfig DEFAULT =
      new IngestConfig(Duration.ofSeconds(30), 512 * 1024, 32L << 20, Duration.ofSeconds(15));
}
