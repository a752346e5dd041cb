package io.miroir.topology.tables;

import io.miroir.model.CborSerializable;

/**
 * The owner of the topology has noted which table a member uses. For {@link #LEASE} from when the
 * confirmation was sent, it takes no replica out of sync without that member's knowing.
 */
public record TableNoted(long sentNanos) implements CborSerializable {
  /** Several confirmations long; about as long as it takes to find a member unreachable. */
  public static final java.time.Duration LEASE = java.time.Duration.ofSeconds(2);
}
