package io.miroir.model;

import java.util.Comparator;

/** One hash slice of one incarnation of an index. */
public record ShardId(IndexId index, int number) implements Comparable<ShardId>, CborSerializable {
  private static final Comparator<ShardId> ORDER =
      Comparator.comparing(ShardId::index).thenComparingInt(ShardId::number);

  public static ShardId parse(String text) {
    int slash = text.lastIndexOf('/');
    return new ShardId(
        new IndexId(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  @Override
  public int compareTo(ShardId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return index.value() + "/" + number;
  }
}
