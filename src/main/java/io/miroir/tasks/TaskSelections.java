package io.miroir.tasks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Cancelations and deletions: tasks whose subject are older tasks. */
final class TaskSelections {
  private static final long UIDS_AT_ONCE = 10_000;
  private static final long FEW = 2000;

  /** What has not begun, and what looks for its cancelation while it goes on. */
  private static final String CANCELABLE =
      "(t.status = 'enqueued' OR (t.status = 'processing' AND t.type = 'export'))";

  private TaskSelections() {}

  /** A deletion under way: everything up to {@code last} is done. */
  record Deletion(
      Task task,
      TaskFilter filter,
      String originalFilter,
      long matched,
      long deleted,
      long last,
      boolean done) {
    String details() {
      return TaskDetails.selection("deletedTasks", matched, Optional.of(deleted), originalFilter);
    }
  }

  private static TaskConditions olderThan(TaskFilter filter, long uid) {
    return TaskConditions.visible(filter).and("t.uid < ?", uid);
  }

  /**
   * In one transaction from the registration to the end: a task canceled here can't start
   * meanwhile, since that is a conditional update of the same row.
   */
  static Task cancel(
      Connection connection,
      TaskStore store,
      TaskFilter filter,
      String originalFilter,
      Optional<String> customMetadata)
      throws SQLException {
    Task task =
        register(
            connection,
            store,
            TaskType.TASK_CANCELATION,
            "canceledTasks",
            originalFilter,
            customMetadata);
    List<Task> enqueued =
        TaskRows.select(
            connection,
            olderThan(filter, task.uid()).and(CANCELABLE),
            " ORDER BY t.uid",
            Integer.MAX_VALUE);
    store.start(connection, task.uid(), Optional.empty());
    long now = Nanos.of(Instant.now());
    for (Task canceled : enqueued) {
      cancel(connection, canceled, task.uid(), now);
    }
    long matched = matched(connection, filter, task.uid());
    String details =
        TaskDetails.selection(
            "canceledTasks", matched, Optional.of((long) enqueued.size()), originalFilter);
    store.finish(connection, new Ending(task.uid(), Optional.of(details), Optional.empty()), false);
    return task;
  }

  private static void cancel(Connection connection, Task task, long by, long now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task t SET status = 'canceled', canceled_by = ?, batch_uid = ?,"
                + " started_at = ?, finished_at = ?, details = ? WHERE uid = ? AND "
                + CANCELABLE)) {
      update.setLong(1, by);
      update.setLong(2, by);
      update.setLong(3, now);
      update.setLong(4, now);
      update.setString(5, TaskDetails.unfinished(task.type(), task.details()).orElse(null));
      update.setLong(6, task.uid());
      if (update.executeUpdate() == 1) {
        WebhookRows.ended(connection, task.uid(), now);
      }
    }
  }

  static Deletion register(
      Connection connection,
      TaskStore store,
      TaskFilter filter,
      String originalFilter,
      Optional<String> customMetadata)
      throws SQLException {
    Task task =
        register(
            connection,
            store,
            TaskType.TASK_DELETION,
            "deletedTasks",
            originalFilter,
            customMetadata);
    store.start(connection, task.uid(), Optional.empty());
    long matched = matched(connection, filter, task.uid());
    return new Deletion(task, filter, originalFilter, matched, 0, -1, false);
  }

  private static long matched(Connection connection, TaskFilter filter, long uid)
      throws SQLException {
    return TaskRows.number(connection, "SELECT COUNT(*)", olderThan(filter, uid));
  }

  private static Task register(
      Connection connection,
      TaskStore store,
      TaskType type,
      String counter,
      String originalFilter,
      Optional<String> customMetadata)
      throws SQLException {
    String details = TaskDetails.selection(counter, 0, Optional.empty(), originalFilter);
    return store.insert(
        connection,
        new Tasks.NewTask(type, Optional.empty(), Optional.of(details), customMetadata));
  }

  /**
   * Deletes the finished tasks of the next run of uids; in runs, so that other writes get their
   * turn. A few tasks go at once, wherever they are.
   */
  static Deletion deleteSome(Connection connection, Deletion deletion) throws SQLException {
    long end = deletion.task().uid() - 1;
    long last = deletion.matched() <= FEW ? end : Math.min(end, deletion.last() + UIDS_AT_ONCE);
    TaskConditions run =
        TaskConditions.visible(deletion.filter())
            .and("t.uid > ? AND t.uid <= ?", deletion.last(), last)
            .and("t.status IN ('succeeded', 'failed', 'canceled')");
    delete(
        connection,
        "DELETE FROM miroir_task_touch WHERE task_uid IN (SELECT t.uid FROM miroir_task t"
            + run.where()
            + ")",
        run);
    int deleted = delete(connection, "DELETE FROM miroir_task t" + run.where(), run);
    return new Deletion(
        deletion.task(),
        deletion.filter(),
        deletion.originalFilter(),
        deletion.matched(),
        deletion.deleted() + deleted,
        last,
        last == end);
  }

  private static int delete(Connection connection, String sql, TaskConditions conditions)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      conditions.bind(delete);
      return delete.executeUpdate();
    }
  }
}
