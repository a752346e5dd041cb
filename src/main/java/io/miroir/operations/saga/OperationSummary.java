package io.miroir.operations.saga;

import io.miroir.model.CborSerializable;
import java.time.Instant;
import java.util.Optional;

/** One operation in a line. */
public record OperationSummary(
    long id,
    String kind,
    String subject,
    boolean automatic,
    Operation.State state,
    long steps,
    long done,
    long failed,
    long running,
    long documents,
    Instant begunAt,
    Optional<Instant> endedAt,
    String reason)
    implements CborSerializable {

  static OperationSummary of(OperationView view) {
    Operation o = view.operation();
    return new OperationSummary(
        o.id(),
        o.request().kind(),
        o.request().subject(),
        o.automatic(),
        o.state(),
        o.steps().size() + o.doneBefore(),
        o.count(phase -> phase == Operation.Phase.DONE) + o.doneBefore(),
        o.count(phase -> phase == Operation.Phase.FAILED),
        o.count(phase -> phase == Operation.Phase.RUNNING || phase == Operation.Phase.UNDOING),
        view.documentsCopied(),
        o.begunAt(),
        o.endedAt(),
        o.reason());
  }
}
