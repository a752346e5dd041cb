package io.miroir.topology.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's database: the one place that turns a database URL into Akka's journal configuration
 * and into connection pools for SQL, and that creates what every member needs at start.
 */
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int JOURNAL_CONNECTIONS = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  static {
    // H2's mixed mode would listen on every interface of the machine otherwise.
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
    DurableFilePath.register();
  }

  private final DatabaseUrl url;
  private Optional<Connection> held = Optional.empty();

  private Database(DatabaseUrl url) {
    this.url = url;
    if (url.embedded()) {
      // Once the member that had the file open is dead, each connection through it is closed for
      // good, but H2 says so in a code that Hikari takes for an error of the statement. A busy pool
      // would lend such a connection again and again within the half second in which it trusts it.
      System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
    }
  }

  public static Database at(DatabaseUrl url) {
    return new Database(url);
  }

  public DatabaseUrl url() {
    return url;
  }

  /** What goes on top of {@code application.conf} for the journal and the snapshots. */
  public Config akkaConfig() {
    String db = "akka-persistence-jdbc.shared-databases.slick";
    return ConfigFactory.parseMap(
        Map.ofEntries(
            Map.entry(
                db + ".profile",
                url.embedded() ? "slick.jdbc.H2Profile$" : "slick.jdbc.PostgresProfile$"),
            Map.entry(db + ".db.url", url.jdbc()),
            Map.entry(db + ".db.user", url.embedded() ? "sa" : userOf(url)),
            Map.entry(db + ".db.password", url.embedded() ? "" : passwordOf(url)),
            Map.entry(db + ".db.driver", driver()),
            Map.entry(db + ".db.numThreads", JOURNAL_CONNECTIONS),
            Map.entry(db + ".db.maxConnections", JOURNAL_CONNECTIONS),
            Map.entry(db + ".db.minConnections", 1),
            Map.entry(db + ".db.connectionTimeout", CONNECT_TIMEOUT.toMillis())));
  }

  /**
   * A pool of connections for SQL; the caller closes it.
   *
   * @param connections at most that many, at least one is kept
   */
  public HikariDataSource pool(String name, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url.jdbc());
    config.setDriverClassName(driver());
    if (url.embedded()) {
      config.setUsername("sa");
      config.setPassword("");
    }
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
    return new HikariDataSource(config);
  }

  /**
   * Creates the tables of journal and snapshots when they are missing, and notes the cluster that
   * owns the database.
   *
   * @return the id of the owner: the one given, or that of the cluster that was here first
   * @throws SQLException when the database can't be reached or refuses
   */
  public String prepare(String clusterId) throws SQLException {
    return url.file().isPresent() ? prepareFile(url.file().get(), clusterId) : create(clusterId);
  }

  /**
   * Keeps an embedded database open until {@link #release}: members that start together would
   * otherwise open and close it one after the other, and each change of its holder costs seconds.
   * Nothing happens for a server, or where there is no database yet.
   *
   * @throws SQLException when it can't be opened now
   */
  public synchronized void hold() throws SQLException {
    if (url.file().isEmpty() || held.isPresent() || !exists()) {
      return;
    }
    try (FileMutex mutex = mutex(url.file().get())) {
      held = Optional.of(connect(";IFEXISTS=TRUE"));
    } catch (IOException e) {
      throw new UncheckedIOException("the database can't be locked: " + url, e);
    }
  }

  /** Harmless when nothing is held. */
  public synchronized void release() {
    held.ifPresent(Database::closeQuietly);
    held = Optional.empty();
  }

  /** The member that had the file open may be gone, and its database with it. */
  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("the connection was lost before: {}", e.getMessage());
    }
  }

  /** One member at a time opens the file: H2's own lock lets those who try at once all fail. */
  private static FileMutex mutex(Path file) throws IOException {
    return FileMutex.acquire(file.resolveSibling("schema.lock"));
  }

  private String prepareFile(Path file, String clusterId) throws SQLException {
    createDirectory(file);
    try (FileMutex mutex = mutex(file)) {
      String owner = create(clusterId);
      force(file.getParent());
      return owner;
    } catch (IOException e) {
      throw new UncheckedIOException("the database can't be locked: " + file, e);
    }
  }

  private String create(String clusterId) throws SQLException {
    try (Connection connection = connect("")) {
      return Schema.create(connection, url.kind(), clusterId);
    }
  }

  /** Whether an embedded database is on this machine; always true for a server. */
  public boolean exists() {
    return url.dataFile().map(Files::exists).orElse(true);
  }

  /**
   * The cluster that owns the database; empty when there is no database yet. Never creates one.
   *
   * @throws SQLException when it is there and can't be read
   */
  public Optional<String> owner() throws SQLException {
    if (!exists()) {
      return Optional.empty();
    }
    try (Connection connection = connect(url.embedded() ? ";IFEXISTS=TRUE" : "")) {
      return Schema.owner(connection);
    }
  }

  private Connection connect(String options) throws SQLException {
    return url.embedded()
        ? DriverManager.getConnection(url.jdbc() + options, "sa", "")
        : DriverManager.getConnection(url.jdbc());
  }

  private String driver() {
    return url.embedded() ? "org.h2.Driver" : "org.postgresql.Driver";
  }

  private static String userOf(DatabaseUrl url) {
    return UrlParameters.of(url.jdbc()).getOrDefault("user", System.getProperty("user.name"));
  }

  private static String passwordOf(DatabaseUrl url) {
    return UrlParameters.of(url.jdbc()).getOrDefault("password", "");
  }

  private static void createDirectory(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of the database can't be made: " + file, e);
    }
  }

  /** A new file survives a power cut only when its directory has been forced too. */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the directory of the database can't be forced: " + directory, e);
    }
  }
}
