package io.miroir.tasks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * The tables of this room, the same on H2 and PostgreSQL. Names of indexes are kept apart ({@code
 * miroir_task_name}), so that a swap or a rename rewrites the history of an index by changing a row
 * or two, however many tasks it has. Instants are nanoseconds since 1970.
 */
final class TaskSchema {
  private static final String UNIQUE_VIOLATION = "23505";

  private static final List<String> STATEMENTS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS miroir_task_counter (
            id INT PRIMARY KEY,
            next_uid BIGINT NOT NULL,
            next_name BIGINT NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS miroir_task_name (
            id BIGINT PRIMARY KEY,
            uid VARCHAR(400) NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS miroir_task_name_uid ON miroir_task_name (uid, id)",
          """
          CREATE TABLE IF NOT EXISTS miroir_task (
            uid BIGINT PRIMARY KEY,
            batch_uid BIGINT,
            name_id BIGINT,
            index_id VARCHAR(128),
            type VARCHAR(32) NOT NULL,
            status VARCHAR(16) NOT NULL,
            canceled_by BIGINT,
            details TEXT,
            outcome TEXT,
            error_code VARCHAR(64),
            error_message TEXT,
            enqueued_at BIGINT NOT NULL,
            started_at BIGINT,
            finished_at BIGINT,
            custom_metadata TEXT,
            owner VARCHAR(255) NOT NULL,
            acknowledged BOOLEAN NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS miroir_task_batch ON miroir_task (batch_uid)",
          "CREATE INDEX IF NOT EXISTS miroir_task_index ON miroir_task (name_id, status, uid)",
          "CREATE INDEX IF NOT EXISTS miroir_task_status ON miroir_task (status, uid)",
          "CREATE INDEX IF NOT EXISTS miroir_task_type ON miroir_task (type, uid)",
          "CREATE INDEX IF NOT EXISTS miroir_task_canceler ON miroir_task (canceled_by)",
          "CREATE INDEX IF NOT EXISTS miroir_task_enqueued ON miroir_task (enqueued_at)",
          "CREATE INDEX IF NOT EXISTS miroir_task_started ON miroir_task (started_at)",
          "CREATE INDEX IF NOT EXISTS miroir_task_finished ON miroir_task (finished_at)",
          """
          CREATE TABLE IF NOT EXISTS miroir_task_touch (
            task_uid BIGINT NOT NULL,
            name_id BIGINT NOT NULL,
            PRIMARY KEY (task_uid, name_id))\
          """,
          "CREATE INDEX IF NOT EXISTS miroir_task_touch_name ON miroir_task_touch (name_id,"
              + " task_uid)",
          """
          CREATE TABLE IF NOT EXISTS miroir_task_key (
            idempotency_key VARCHAR(128) PRIMARY KEY,
            task_uid BIGINT NOT NULL,
            made_at BIGINT NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS miroir_task_key_made ON miroir_task_key (made_at)",
          """
          CREATE TABLE IF NOT EXISTS miroir_webhook (
            uuid VARCHAR(36) PRIMARY KEY,
            url TEXT NOT NULL,
            headers TEXT NOT NULL,
            editable BOOLEAN NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS miroir_webhook_task (
            uuid VARCHAR(36) NOT NULL,
            task_uid BIGINT NOT NULL,
            ended_at BIGINT NOT NULL,
            PRIMARY KEY (uuid, task_uid))\
          """,
          "CREATE INDEX IF NOT EXISTS miroir_webhook_task_ended ON miroir_webhook_task (uuid,"
              + " ended_at, task_uid)",
          """
          INSERT INTO miroir_task_counter (id, next_uid, next_name)
          SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM miroir_task_counter WHERE id = 0)\
          """);

  private TaskSchema() {}

  /** Makes what is missing; members that start together may all call it. */
  static void create(DataSource database) throws SQLException {
    for (String sql : STATEMENTS) {
      execute(database, sql);
    }
  }

  /**
   * PostgreSQL's IF NOT EXISTS is not atomic: of two members one may fail on a catalog's unique
   * key, and finds the thing made when it looks again.
   */
  private static void execute(DataSource database, String sql) throws SQLException {
    try {
      executeOnce(database, sql);
    } catch (SQLException failure) {
      if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw failure;
      }
      executeOnce(database, sql);
    }
  }

  private static void executeOnce(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute(sql);
    }
  }
}
