package io.miroir.operations.saga;

import io.miroir.model.CborSerializable;
import java.util.Map;

/**
 * One operation as people see it.
 *
 * @param waits what a step waits for now, by its number
 * @param documents written so far to the copy that a running step makes, by its number
 */
public record OperationView(
    Operation operation, Map<Integer, String> waits, Map<Integer, Long> documents)
    implements CborSerializable {

  /** Documents written to copies by all steps that are still among the operation's. */
  public long documentsCopied() {
    long ended = operation.steps().stream().mapToLong(Operation.Progress::documents).sum();
    return ended + documents.values().stream().mapToLong(Long::longValue).sum();
  }
}
