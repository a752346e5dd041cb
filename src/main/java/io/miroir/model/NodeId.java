package io.miroir.model;

import java.util.Objects;

/**
 * Names one search node for as long as its data lives; stored beside the data of an embedded node.
 */
public record NodeId(String value) implements Comparable<NodeId>, CborSerializable {
  public NodeId {
    Objects.requireNonNull(value);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
