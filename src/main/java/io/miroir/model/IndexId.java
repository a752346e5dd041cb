package io.miroir.model;

import java.util.Objects;

/**
 * Names one incarnation of an index: what shards, nodes and tasks use, whatever uid the catalog
 * gives it today. Never reused; made of {@code [0-9a-z]} so that it can be a file name and an
 * entity id.
 */
public record IndexId(String value) implements Comparable<IndexId>, CborSerializable {
  public IndexId {
    Objects.requireNonNull(value);
  }

  @Override
  public int compareTo(IndexId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
