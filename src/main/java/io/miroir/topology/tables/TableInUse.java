package io.miroir.topology.tables;

import io.miroir.model.CborSerializable;

/**
 * A member confirms which versions its routing table is made of; sent with every change and
 * repeated, so it is a heartbeat too.
 *
 * @param member unique address of the member's actor system, as text
 * @param sentNanos when, by the member's own {@link System#nanoTime}; comes back in {@link
 *     TableNoted}
 */
public record TableInUse(String member, long topologyVersion, long catalogVersion, long sentNanos)
    implements CborSerializable {}
