package io.miroir.topology.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables that Akka's journal and snapshot store need, made from the statements in their own jar
 * but repeatable: some of those have no IF NOT EXISTS. Members that start at once do it one after
 * the other, under a lock of the database.
 */
final class Schema {
  private static final String CLUSTER_TABLE =
      "CREATE TABLE IF NOT EXISTS miroir_cluster (singleton INT PRIMARY KEY, cluster_id VARCHAR(64)"
          + " NOT NULL)";

  /** Any constant of ours; PostgreSQL's advisory locks share one number space per database. */
  private static final long LOCK = 0x6d69726f6972L;

  private Schema() {}

  static String create(Connection connection, DatabaseUrl.Kind kind, String clusterId)
      throws SQLException {
    connection.setAutoCommit(false);
    lock(connection, kind);
    for (String statement : statements(kind)) {
      execute(connection, statement);
    }
    String owner = claim(connection, clusterId);
    connection.commit();
    return owner;
  }

  /** Held until the transaction ends; callers on H2 hold a {@link FileMutex} instead. */
  private static void lock(Connection connection, DatabaseUrl.Kind kind) throws SQLException {
    if (kind == DatabaseUrl.Kind.POSTGRESQL) {
      execute(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
    }
    execute(connection, CLUSTER_TABLE);
  }

  private static String claim(Connection connection, String clusterId) throws SQLException {
    Optional<String> before = owner(connection);
    if (before.isPresent()) {
      return before.get();
    }
    String insert =
        "INSERT INTO miroir_cluster (singleton, cluster_id)"
            + " SELECT 1, CAST(? AS VARCHAR(64)) WHERE NOT EXISTS (SELECT 1 FROM miroir_cluster)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, clusterId);
      statement.executeUpdate();
    }
    return owner(connection).orElseThrow();
  }

  static Optional<String> owner(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "BASE TABLE"})) {
      boolean found = false;
      while (tables.next()) {
        found |= "miroir_cluster".equalsIgnoreCase(tables.getString("TABLE_NAME"));
      }
      if (!found) {
        return Optional.empty();
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT cluster_id FROM miroir_cluster")) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static List<String> statements(DatabaseUrl.Kind kind) {
    String name = kind == DatabaseUrl.Kind.H2 ? "h2/h2" : "postgres/postgres";
    List<String> statements = new ArrayList<>();
    for (String statement : resource("/schema/" + name + "-create-schema.sql").split(";")) {
      if (!statement.isBlank()) {
        statements.add(repeatable(statement.strip()));
      }
    }
    return statements;
  }

  /**
   * CONCURRENTLY is for tables that others use meanwhile, and not possible inside a transaction.
   */
  private static String repeatable(String statement) {
    return statement.replaceFirst(
        "^CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(IF NOT EXISTS )?",
        "CREATE $1INDEX IF NOT EXISTS ");
  }

  private static String resource(String path) {
    try (InputStream stream = akka.persistence.jdbc.JournalRow.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException(
            "expected " + path + " in the jar of the journal, found none");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
