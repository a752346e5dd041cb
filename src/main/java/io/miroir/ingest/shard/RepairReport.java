package io.miroir.ingest.shard;

import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.Optional;

/**
 * What the owner of a shard tells of a repair, about once a second and at its end.
 *
 * @param documents written to the copy so far, by this attempt
 * @param bytes of them
 * @param failure why the attempt ended in vain; the next one follows after a pause
 */
public record RepairReport(
    Copy copy, long documents, long bytes, boolean ended, Optional<String> failure)
    implements CborSerializable {

  /** Whose repair it is. */
  public record Copy(ShardId shard, NodeId node) {}

  /** Takes reports; returns at once. */
  @FunctionalInterface
  public interface Listener {
    Listener NONE = report -> {};

    void reported(RepairReport report);
  }
}
