package io.miroir.engine;

/** Bytes of an index's files before and after its segments were merged. */
public record Compaction(long bytesBefore, long bytesAfter) {
  public static final Compaction NONE = new Compaction(0, 0);

  public Compaction plus(Compaction other) {
    return new Compaction(bytesBefore + other.bytesBefore, bytesAfter + other.bytesAfter);
  }
}
