package io.miroir.node;

import io.miroir.model.NodeId;

/** Learns how each call to a node of another member went; must return at once. */
public interface NodeObserver {
  void observed(NodeId node, boolean ok, long latencyNanos);
}
