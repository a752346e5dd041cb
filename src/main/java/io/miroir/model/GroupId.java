package io.miroir.model;

import java.util.Objects;

/** Names a replica group: nodes that together hold every shard once or more. */
public record GroupId(String value) implements Comparable<GroupId>, CborSerializable {
  public static final GroupId DEFAULT = new GroupId("default");

  public GroupId {
    Objects.requireNonNull(value);
  }

  @Override
  public int compareTo(GroupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
