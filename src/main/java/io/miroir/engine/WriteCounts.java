package io.miroir.engine;

/**
 * What a run of operations did to documents: how many it made, changed and removed. Operations that
 * were skipped count nowhere.
 */
public record WriteCounts(int created, int updated, int deleted) {
  public static final WriteCounts NONE = new WriteCounts(0, 0, 0);

  public WriteCounts plus(WriteCounts other) {
    return new WriteCounts(
        created + other.created, updated + other.updated, deleted + other.deleted);
  }
}
