package io.miroir.tasks;

import io.miroir.model.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which task was made with which idempotency key; runs inside the caller's transaction. */
final class TaskKeys {
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final TaskStore store;

  TaskKeys(TaskStore store) {
    this.store = store;
  }

  Tasks.Enqueued enqueue(Connection connection, Tasks.NewTask task, String key)
      throws SQLException {
    lock(connection);
    Optional<Task> earlier = find(connection, key).filter(found -> !failedByCluster(found));
    if (earlier.isPresent()) {
      return new Tasks.Enqueued(earlier.get(), true);
    }
    Task made = store.insert(connection, task);
    remember(connection, key, made.uid());
    return new Tasks.Enqueued(made, false);
  }

  /** The row that every new task updates: who has it decides alone. */
  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT next_uid FROM miroir_task_counter WHERE id = 0 FOR UPDATE")) {
      select.executeQuery().close();
    }
  }

  private static Optional<Task> find(Connection connection, String key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT task_uid FROM miroir_task_key WHERE idempotency_key = ? AND made_at > ?")) {
      select.setString(1, key);
      select.setLong(2, Nanos.of(Instant.now().minus(REMEMBERED)));
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? TaskRows.find(connection, rows.getLong(1)) : Optional.empty();
      }
    }
  }

  private static boolean failedByCluster(Task task) {
    return task.error()
        .filter(
            problem ->
                problem.code() == ErrorCode.MIROIR_UNAVAILABLE
                    || problem.code() == ErrorCode.MIROIR_NO_QUORUM)
        .isPresent();
  }

  private static void remember(Connection connection, String key, long uid) throws SQLException {
    Instant now = Instant.now();
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM miroir_task_key WHERE idempotency_key = ? OR made_at <= ?")) {
      delete.setString(1, key);
      delete.setLong(2, Nanos.of(now.minus(REMEMBERED)));
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_task_key (idempotency_key, task_uid, made_at) VALUES (?, ?, ?)")) {
      insert.setString(1, key);
      insert.setLong(2, uid);
      insert.setLong(3, Nanos.of(now));
      insert.executeUpdate();
    }
  }
}
