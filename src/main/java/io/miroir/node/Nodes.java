package io.miroir.node;

import io.miroir.model.NodeId;

/**
 * Gives the port to any node of the cluster, local or remote; a node nobody knows answers
 * "unavailable".
 */
public interface Nodes {
  SearchNode node(NodeId id);
}
