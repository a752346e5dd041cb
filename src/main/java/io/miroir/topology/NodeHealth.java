package io.miroir.topology;

import io.miroir.model.CborSerializable;
import io.miroir.routing.NodeEntry;
import java.time.Instant;
import java.util.Optional;

/** A node as operators see it. */
public record NodeHealth(
    NodeEntry node, boolean reachable, Optional<Instant> lastSeen, double errorRate)
    implements CborSerializable {}
