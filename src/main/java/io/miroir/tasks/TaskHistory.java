package io.miroir.tasks;

import io.miroir.catalog.Catalog;
import io.miroir.model.IndexUid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Lets the history of indexes follow a swap or a rename; runs inside the caller's transaction. */
final class TaskHistory {
  private TaskHistory() {}

  /** What the swap or rename of task {@code by} does to itself and to the tasks before it. */
  static void move(Connection connection, long by, List<Catalog.Swap> moves) throws SQLException {
    for (Catalog.Swap move : moves) {
      if (move.left().equals(move.right())) {
        continue;
      }
      renameInSwaps(connection, by, move);
      if (move.rename()) {
        rename(connection, by, move.left(), move.right());
      } else {
        swap(connection, move.left(), move.right());
      }
    }
  }

  private static void swap(Connection connection, IndexUid left, IndexUid right)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task_name SET uid = CASE WHEN uid = ? THEN ? ELSE ? END WHERE uid IN (?,"
                + " ?)")) {
      update.setString(1, left.value());
      update.setString(2, right.value());
      update.setString(3, left.value());
      update.setString(4, left.value());
      update.setString(5, right.value());
      update.executeUpdate();
    }
  }

  /** The renaming task itself stays under the old name and is listed under the new one too. */
  private static void rename(Connection connection, long by, IndexUid from, IndexUid to)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE miroir_task_name SET uid = ? WHERE uid = ?")) {
      update.setString(1, to.value());
      update.setString(2, from.value());
      update.executeUpdate();
    }
    long old = TaskStore.newName(connection, from);
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task SET name_id = ? WHERE uid = ? AND name_id IS NOT NULL")) {
      update.setLong(1, old);
      update.setLong(2, by);
      if (update.executeUpdate() == 0) {
        TaskStore.touch(connection, by, old);
      }
    }
  }

  private static void renameInSwaps(Connection connection, long by, Catalog.Swap move)
      throws SQLException {
    String left = move.left().value();
    String right = move.right().value();
    UnaryOperator<String> renamed =
        name -> name.equals(left) ? right : name.equals(right) ? left : name;
    Map<Long, String> details = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT t.uid, t.details FROM miroir_task t WHERE t.type = 'indexSwap' AND t.uid < ?"
                + " AND t.uid IN (SELECT x.task_uid FROM miroir_task_touch x JOIN miroir_task_name"
                + " n ON n.id = x.name_id WHERE n.uid IN (?, ?))")) {
      select.setLong(1, by);
      select.setString(2, left);
      select.setString(3, right);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          details.put(rows.getLong(1), TaskDetails.swapsRenamed(rows.getString(2), renamed));
        }
      }
    }
    for (Map.Entry<Long, String> task : details.entrySet()) {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE miroir_task SET details = ? WHERE uid = ?")) {
        update.setString(1, task.getValue());
        update.setLong(2, task.getKey());
        update.executeUpdate();
      }
    }
  }
}
