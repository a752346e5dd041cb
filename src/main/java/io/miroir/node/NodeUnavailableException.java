package io.miroir.node;

import io.miroir.model.NodeId;

/**
 * A node did not give a proper answer in time: gone, too busy, or broken. Callers try another
 * replica.
 */
public final class NodeUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient NodeId node;

  public NodeUnavailableException(NodeId node, String reason) {
    super("node " + node + " is unavailable: " + reason, null, false, false);
    this.node = node;
  }

  public NodeId node() {
    return node;
  }
}
