package io.miroir.search;

import io.miroir.model.NodeId;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link NodeLoad} of every node this member has asked. */
final class NodeLoads {
  private final ConcurrentHashMap<NodeId, NodeLoad> loads = new ConcurrentHashMap<>();

  NodeLoad of(NodeId node) {
    NodeLoad load = loads.get(node);
    return load != null ? load : loads.computeIfAbsent(node, key -> new NodeLoad());
  }
}
