package io.miroir.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.engine.WriteCounts;
import io.miroir.model.CborSerializable;

/** How a replica took a write. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WriteOutcome.Durable.class, name = "durable"),
  @JsonSubTypes.Type(value = WriteOutcome.Fenced.class, name = "fenced"),
  @JsonSubTypes.Type(value = WriteOutcome.Gap.class, name = "gap"),
  @JsonSubTypes.Type(value = WriteOutcome.Failed.class, name = "failed")
})
public sealed interface WriteOutcome extends CborSerializable {

  /**
   * On disk there; {@code sequence} is the replica's highest.
   *
   * @param counts what it did to documents; nothing for what had been applied before
   */
  record Durable(long sequence, WriteCounts counts) implements WriteOutcome {}

  /** Refused: the replica has seen a newer epoch, so the writer is no longer the owner. */
  record Fenced(int epoch) implements WriteOutcome {}

  /** Refused: an earlier write never arrived; {@code sequence} is the replica's highest. */
  record Gap(long sequence) implements WriteOutcome {}

  /**
   * Not taken: unreachable, timed out, disk trouble, index unknown there. What it has of the write
   * is unknown.
   */
  record Failed(String reason) implements WriteOutcome {}
}
