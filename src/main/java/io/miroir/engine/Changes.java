package io.miroir.engine;

import java.util.List;

/**
 * A run of changes of one shard.
 *
 * @param complete false: deletions before the remembered ones may be missing
 * @param last sequence up to which the run goes; ask again from there until nothing comes
 */
public record Changes(boolean complete, List<Change> changes, long last) {

  /** The newest state of one key; a deletion has no document bytes. */
  public record Change(String key, long ordinal, long sequence, boolean deleted, byte[] document) {}
}
