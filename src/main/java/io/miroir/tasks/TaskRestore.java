package io.miroir.tasks;

import io.miroir.model.IndexId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Puts tasks of another cluster into the registry as they were; inside the caller's transaction.
 */
final class TaskRestore {
  private TaskRestore() {}

  /**
   * Stores tasks under their own uids; those that are there stay. Harmless when repeated.
   *
   * @param owner of tasks that somebody must still end
   */
  static void insert(Connection connection, String owner, List<Task> tasks) throws SQLException {
    for (Task task : tasks) {
      if (TaskRows.find(connection, task.uid()).isEmpty()) {
        insert(connection, owner, task);
      }
    }
  }

  private static void insert(Connection connection, String owner, Task task) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_task (uid, batch_uid, name_id, index_id, type, status, canceled_by,"
                + " details, error_code, error_message, enqueued_at, started_at, finished_at,"
                + " custom_metadata, owner, acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, ?, FALSE)")) {
      insert.setLong(1, task.uid());
      insert.setObject(2, number(task.batchUid()));
      insert.setObject(
          3,
          task.indexUid().isPresent() ? TaskStore.name(connection, task.indexUid().get()) : null);
      insert.setString(4, task.index().map(IndexId::value).orElse(null));
      insert.setString(5, task.type().json());
      insert.setString(6, task.status().json());
      insert.setObject(7, number(task.canceledBy()));
      insert.setString(8, task.details().map(TaskStore::storable).orElse(null));
      insert.setString(9, task.error().map(problem -> problem.code().json()).orElse(null));
      insert.setString(
          10, task.error().map(problem -> TaskStore.storable(problem.message())).orElse(null));
      insert.setLong(11, Nanos.of(task.enqueuedAt()));
      insert.setObject(12, nanos(task.startedAt()));
      insert.setObject(13, nanos(task.finishedAt()));
      insert.setString(14, task.customMetadata().map(TaskStore::storable).orElse(null));
      insert.setString(15, owner);
      insert.executeUpdate();
    }
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Long nanos(Optional<Instant> at) {
    return at.map(Nanos::of).orElse(null);
  }

  /** No uid below this one is given to a new task any more. */
  static void reserve(Connection connection, long next) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task_counter SET next_uid = GREATEST(next_uid, ?) WHERE id = 0")) {
      update.setLong(1, next);
      update.executeUpdate();
    }
  }
}
