package io.miroir.node;

import io.miroir.engine.query.FederatedRequest;

/** Some searches of one index, over some of its shards. */
public record FederatedPart(ReadScope scope, FederatedRequest request) {}
