package io.miroir.tasks;

import io.miroir.tasks.TaskConditions.Belonging;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How many tasks or batches match, without walking over a million succeeded ones to find out. */
final class TaskCounts {
  private static final String COUNT = "SELECT COUNT(*)";

  private TaskCounts() {}

  static long tasks(Connection connection, TaskFilter filter) throws SQLException {
    boolean onlyStatuses = withoutStatuses(filter).equals(withoutStatuses(TaskFilter.ALL));
    if (onlyStatuses && filter.statuses().isPresent()) {
      Set<TaskStatus> others = EnumSet.allOf(TaskStatus.class);
      filter.statuses().get().forEach(others::remove);
      if (!others.contains(TaskStatus.SUCCEEDED)) {
        // Databases know how many rows there are; most succeed, so the others are quickly counted.
        return TaskRows.number(connection, COUNT, TaskConditions.matching(TaskFilter.ALL))
            - TaskRows.number(
                connection, COUNT, TaskConditions.matching(with(filter, List.copyOf(others))));
      }
    }
    if (filter.indexUids().isEmpty()) {
      return TaskRows.number(connection, COUNT, TaskConditions.matching(filter));
    }
    // One count with OR would walk over the whole table.
    long count = 0;
    for (Belonging how : List.of(Belonging.OWN, Belonging.TOUCHING)) {
      count +=
          TaskRows.number(
              connection, COUNT, TaskConditions.belonging(filter, filter.indexUids().get(), how));
    }
    return count;
  }

  /**
   * Every started task is a batch of its own but the canceled ones, which are few; theirs counts
   * once, and not at all if the cancelation itself matches.
   */
  static long batches(Connection connection, TaskFilter filter) throws SQLException {
    Set<TaskStatus> own =
        EnumSet.of(TaskStatus.PROCESSING, TaskStatus.SUCCEEDED, TaskStatus.FAILED);
    filter.statuses().ifPresent(own::retainAll);
    long ofTheirOwn = tasks(connection, with(filter, List.copyOf(own)));
    List<Long> cancelations = new ArrayList<>();
    for (long batch : batchesOfCanceled(connection, filter)) {
      TaskConditions itself =
          TaskConditions.matching(with(filter, List.copyOf(own))).and("t.uid = ?", batch);
      if (TaskRows.number(connection, COUNT, itself) == 0) {
        cancelations.add(batch);
      }
    }
    return ofTheirOwn + cancelations.size();
  }

  private static List<Long> batchesOfCanceled(Connection connection, TaskFilter filter)
      throws SQLException {
    TaskConditions canceled = TaskConditions.matching(filter).and("t.status = 'canceled'");
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT DISTINCT t.batch_uid FROM miroir_task t" + canceled.where())) {
      canceled.bind(select);
      try (ResultSet rows = select.executeQuery()) {
        List<Long> uids = new ArrayList<>();
        while (rows.next()) {
          uids.add(rows.getLong(1));
        }
        return uids;
      }
    }
  }

  private static TaskFilter withoutStatuses(TaskFilter filter) {
    return with(filter, Optional.empty());
  }

  private static TaskFilter with(TaskFilter filter, List<TaskStatus> statuses) {
    return with(filter, Optional.of(statuses));
  }

  private static TaskFilter with(TaskFilter f, Optional<List<TaskStatus>> statuses) {
    return new TaskFilter(
        f.uids(),
        f.batchUids(),
        f.canceledBy(),
        f.types(),
        statuses,
        f.indexUids(),
        f.afterEnqueuedAt(),
        f.beforeEnqueuedAt(),
        f.afterStartedAt(),
        f.beforeStartedAt(),
        f.afterFinishedAt(),
        f.beforeFinishedAt(),
        Optional.empty());
  }
}
