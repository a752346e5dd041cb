package io.miroir.tasks;

import io.miroir.model.IndexUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which tasks are meant: parts combine with AND, values inside one list with OR; an absent part
 * (also what clients write as {@code *}) does not restrict. Bounds are exclusive.
 *
 * @param visible patterns of the indexes the caller may see ({@code movies}, {@code mov*}, {@code
 *     *}); absent: all of them and the tasks of no index too
 */
public record TaskFilter(
    Optional<List<Long>> uids,
    Optional<List<Long>> batchUids,
    Optional<List<Long>> canceledBy,
    Optional<List<TaskType>> types,
    Optional<List<TaskStatus>> statuses,
    Optional<List<IndexUid>> indexUids,
    Optional<Instant> afterEnqueuedAt,
    Optional<Instant> beforeEnqueuedAt,
    Optional<Instant> afterStartedAt,
    Optional<Instant> beforeStartedAt,
    Optional<Instant> afterFinishedAt,
    Optional<Instant> beforeFinishedAt,
    Optional<List<String>> visible) {

  public static final TaskFilter ALL =
      new TaskFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
