package io.miroir.topology.tables;

import io.miroir.model.CborSerializable;

/**
 * A member confirms which versions its routing table is made of; sent with every change and
 * repeated, so it is a heartbeat too.
 *
 * @param member unique address of the member's actor system, as text
 */
public record TableInUse(String member, long topologyVersion, long catalogVersion)
    implements CborSerializable {}
