package io.miroir.node;

import io.miroir.model.NodeId;

/**
 * A node did not give a proper answer in time: gone, too busy, or broken. Callers try another
 * replica.
 */
public final class NodeUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient NodeId node;
  private final String reason;

  public NodeUnavailableException(NodeId node, String reason) {
    super("node " + node + " is unavailable: " + reason, null, false, false);
    this.node = node;
    this.reason = reason;
  }

  public NodeId node() {
    return node;
  }

  public String reason() {
    return reason;
  }
}
