package io.miroir.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.tasks.Webhooks.Webhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The statements about webhooks; each method runs inside the caller's transaction. */
final class WebhookRows {
  private static final String SELECT = "SELECT uuid, url, headers, editable FROM miroir_webhook ";

  private WebhookRows() {}

  /** Notes for every webhook that a task has ended; harmless when repeated. */
  static void ended(Connection connection, long task, long now) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_webhook_task (uuid, task_uid, ended_at) SELECT w.uuid, ?, ? FROM"
                + " miroir_webhook w WHERE NOT EXISTS (SELECT 1 FROM miroir_webhook_task d WHERE"
                + " d.uuid = w.uuid AND d.task_uid = ?)")) {
      insert.setLong(1, task);
      insert.setLong(2, now);
      insert.setLong(3, task);
      insert.executeUpdate();
    }
  }

  static List<Webhook> select(Connection connection, String tail, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + tail)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<Webhook> found = new ArrayList<>();
        while (rows.next()) {
          found.add(
              new Webhook(
                  UUID.fromString(rows.getString(1)),
                  rows.getString(2),
                  headers(rows.getString(3)),
                  rows.getBoolean(4)));
        }
        return found;
      }
    }
  }

  private static Map<String, String> headers(String json) {
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> header : JsonSyntax.parse(json).properties()) {
      headers.put(header.getKey(), header.getValue().textValue());
    }
    return headers;
  }

  static void insert(Connection connection, Webhook webhook) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_webhook (uuid, url, headers, editable) VALUES (?, ?, ?, ?)")) {
      insert.setString(1, webhook.uuid().toString());
      insert.setString(2, webhook.url());
      insert.setString(3, json(webhook.headers()));
      insert.setBoolean(4, webhook.editable());
      insert.executeUpdate();
    }
  }

  private static String json(Map<String, String> headers) {
    JsonWriter out = new JsonWriter().object();
    headers.forEach(out::field);
    return out.endObject().toString();
  }

  static int delete(Connection connection, UUID uuid) throws SQLException {
    return execute(connection, "DELETE FROM miroir_webhook WHERE uuid = ?", uuid.toString());
  }

  static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  static List<Task> untold(Connection connection, UUID uuid, int limit) throws SQLException {
    List<Task> tasks = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    for (long uid : untoldUids(connection, uuid, limit)) {
      TaskRows.find(connection, uid).ifPresentOrElse(tasks::add, () -> gone.add(uid));
    }
    told(connection, uuid, gone);
    return tasks;
  }

  private static List<Long> untoldUids(Connection connection, UUID uuid, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT task_uid FROM miroir_webhook_task WHERE uuid = ? ORDER BY ended_at, task_uid"
                + " LIMIT ?")) {
      select.setString(1, uuid.toString());
      select.setInt(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        List<Long> uids = new ArrayList<>();
        while (rows.next()) {
          uids.add(rows.getLong(1));
        }
        return uids;
      }
    }
  }

  static void told(Connection connection, UUID uuid, List<Long> tasks) throws SQLException {
    for (long task : tasks) {
      execute(
          connection,
          "DELETE FROM miroir_webhook_task WHERE uuid = ? AND task_uid = ?",
          uuid.toString(),
          task);
    }
  }
}
