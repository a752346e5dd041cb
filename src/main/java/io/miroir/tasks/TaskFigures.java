package io.miroir.tasks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many tasks there are, for metrics.
 *
 * @param statuses by status, those without tasks too
 * @param types by type, those without tasks too
 * @param indexes by index uid
 * @param oldestWaiting when the oldest task that has not begun was registered
 */
public record TaskFigures(
    Map<String, Long> statuses,
    Map<String, Long> types,
    Map<String, Long> indexes,
    Optional<Instant> oldestWaiting) {

  static TaskFigures read(Connection connection) throws SQLException {
    Map<String, Long> statuses = new TreeMap<>();
    Map<String, Long> types = new TreeMap<>();
    Map<String, Long> indexes = new TreeMap<>();
    for (TaskStatus status : TaskStatus.values()) {
      statuses.put(status.json(), 0L);
    }
    for (TaskType type : TaskType.values()) {
      types.put(type.json(), 0L);
    }
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT t.status, t.type, n.uid, COUNT(*) FROM miroir_task t LEFT JOIN"
                    + " miroir_task_name n ON n.id = t.name_id GROUP BY t.status, t.type, n.uid");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        long count = rows.getLong(4);
        statuses.merge(rows.getString(1), count, Long::sum);
        types.merge(rows.getString(2), count, Long::sum);
        if (rows.getString(3) != null) {
          indexes.merge(rows.getString(3), count, Long::sum);
        }
      }
    }
    return new TaskFigures(statuses, types, indexes, oldest(connection));
  }

  private static Optional<Instant> oldest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT MIN(enqueued_at) FROM miroir_task WHERE status = 'enqueued'");
        ResultSet rows = select.executeQuery()) {
      rows.next();
      long nanos = rows.getLong(1);
      return rows.wasNull() ? Optional.empty() : Optional.of(Nanos.instant(nanos));
    }
  }
}
