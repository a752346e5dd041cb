package io.miroir.tasks;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads tasks from their table. */
final class TaskRows {
  static final String SELECT =
      "SELECT t.uid, t.batch_uid, n.uid AS index_uid, t.index_id, t.type, t.status, t.canceled_by,"
          + " t.details, t.error_code, t.error_message, t.enqueued_at, t.started_at, t.finished_at,"
          + " t.custom_metadata, t.owner, t.acknowledged FROM miroir_task t LEFT JOIN"
          + " miroir_task_name n ON n.id = t.name_id";

  private static final Map<String, TaskType> TYPES = new HashMap<>();
  private static final Map<String, TaskStatus> STATUSES = new HashMap<>();

  static {
    for (TaskType type : TaskType.values()) {
      TYPES.put(type.json(), type);
    }
    for (TaskStatus status : TaskStatus.values()) {
      STATUSES.put(status.json(), status);
    }
  }

  private TaskRows() {}

  static List<Task> select(Connection connection, TaskConditions conditions, String tail, int limit)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + conditions.where() + tail + " LIMIT ?")) {
      statement.setInt(conditions.bind(statement), limit);
      try (ResultSet rows = statement.executeQuery()) {
        List<Task> tasks = new ArrayList<>();
        while (rows.next()) {
          tasks.add(read(rows));
        }
        return tasks;
      }
    }
  }

  static Optional<Task> find(Connection connection, long uid) throws SQLException {
    TaskConditions one = TaskConditions.visible(TaskFilter.ALL).and("t.uid = ?", uid);
    return select(connection, one, "", 1).stream().findFirst();
  }

  static long number(Connection connection, String select, TaskConditions conditions)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(select + " FROM miroir_task t" + conditions.where())) {
      conditions.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static Task read(ResultSet row) throws SQLException {
    return new Task(
        row.getLong("uid"),
        number(row, "batch_uid"),
        Optional.ofNullable(row.getString("index_uid")).map(IndexUid::new),
        Optional.ofNullable(row.getString("index_id")).map(IndexId::new),
        TYPES.get(row.getString("type")),
        STATUSES.get(row.getString("status")),
        number(row, "canceled_by"),
        Optional.ofNullable(row.getString("details")),
        problem(row),
        Nanos.instant(row.getLong("enqueued_at")),
        instant(row, "started_at"),
        instant(row, "finished_at"),
        Optional.ofNullable(row.getString("custom_metadata")),
        row.getString("owner"),
        row.getBoolean("acknowledged"));
  }

  private static Optional<Problem> problem(ResultSet row) throws SQLException {
    String code = row.getString("error_code");
    if (code == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)), row.getString("error_message")));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Nanos.instant(value));
  }
}
