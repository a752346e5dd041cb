package io.miroir.operations.saga;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import java.time.Instant;
import java.util.List;

/** What happened to operations. Stored for good: names and meanings never change. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OperationEvent.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = OperationEvent.PlannedAgain.class, name = "planned-again"),
  @JsonSubTypes.Type(value = OperationEvent.StepBegun.class, name = "step-begun"),
  @JsonSubTypes.Type(value = OperationEvent.StepGivenUp.class, name = "step-given-up"),
  @JsonSubTypes.Type(value = OperationEvent.StepEnded.class, name = "step-ended"),
  @JsonSubTypes.Type(value = OperationEvent.StateChanged.class, name = "state-changed"),
  @JsonSubTypes.Type(value = OperationEvent.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = OperationEvent.Balanced.class, name = "balanced")
})
sealed interface OperationEvent extends CborSerializable {

  /** The routing table by which something was planned. */
  record Basis(long topologyVersion, long catalogVersion) implements CborSerializable {}

  record Begun(
      long id, Request request, boolean automatic, List<Step> steps, Basis basis, Instant at)
      implements OperationEvent {}

  /**
   * Copies are placed, or are being placed, for just these active nodes: what differs from then on
   * an operator wanted.
   */
  record Balanced(List<NodeId> nodes) implements OperationEvent {}

  record PlannedAgain(long id, List<Step> steps, Basis basis) implements OperationEvent {}

  record StepBegun(long id, int number, Instant at) implements OperationEvent {}

  /** It is taken back from now on. */
  record StepGivenUp(long id, int number, String reason) implements OperationEvent {}

  record StepEnded(
      long id, int number, Operation.Phase phase, String note, long documents, Instant at)
      implements OperationEvent {}

  record StateChanged(long id, Operation.State state, String reason) implements OperationEvent {}

  record Ended(long id, Operation.State state, String reason, Instant at)
      implements OperationEvent {}

  /** How an event lies in the journal: the class name Akka stores with it is this one, always. */
  record Stored(OperationEvent event) implements CborSerializable {}
}
