package io.miroir.tasks;

import io.miroir.catalog.Catalog;
import io.miroir.model.Problem;
import java.util.List;
import java.util.Optional;

/**
 * How a task ends: failed with a problem, else succeeded.
 *
 * @param moves what the task did to index uids; the history of tasks follows in the same
 *     transaction
 */
record Ending(
    long uid, Optional<String> details, Optional<Problem> problem, List<Catalog.Swap> moves) {

  Ending(long uid, Optional<String> details, Optional<Problem> problem) {
    this(uid, details, problem, List.of());
  }
}
