package io.miroir.routing;

import io.miroir.model.CborSerializable;

/**
 * A member the cluster knows, running or not: who may come back, and where to ask for it.
 *
 * @param id kept with the member's data, the same after every restart
 * @param httpAddress {@code host:port} of its HTTP API
 * @param clusterAddress {@code host:port} of the cluster's own protocol
 */
public record MemberEntry(String id, String httpAddress, String clusterAddress)
    implements CborSerializable {}
