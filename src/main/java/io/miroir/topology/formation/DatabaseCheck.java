package io.miroir.topology.formation;

import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the database is there and belongs to this member's cluster. */
final class DatabaseCheck {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Database database;
  private final CountDownLatch stopped;

  DatabaseCheck(Database database, CountDownLatch stopped) {
    this.database = database;
    this.stopped = stopped;
  }

  @FunctionalInterface
  private interface Sql<T> {
    T run() throws SQLException;
  }

  /**
   * For a database that was this cluster's before.
   *
   * @throws FormationException when it is missing or another's
   */
  void belongs(String clusterId) {
    hold();
    Optional<String> owner = patiently(database::owner);
    if (owner.isEmpty()) {
      throw new FormationException(
          "the cluster's database "
              + database.url()
              + " is missing or empty; it holds what every member must know, so no new one is made"
              + " in its place");
    }
    refuseOther(clusterId, owner.get());
    patiently(() -> database.prepare(clusterId));
  }

  /** For one that a joining member was told of; an embedded one must lie on this machine. */
  void reachableFromHere(String clusterId) {
    hold();
    Optional<String> owner =
        database.url().embedded() && !database.exists()
            ? Optional.empty()
            : patiently(database::owner);
    if (database.url().embedded() && !owner.equals(Optional.of(clusterId))) {
      throw new FormationException(
          ("the cluster keeps its state in an embedded database (%s) on another machine, which only"
               + " members of that machine can use: for a fleet, start all members with --database"
               + " postgresql://USER:PASSWORD@HOST:5432/NAME")
              .formatted(database.url()));
    }
    belongs(clusterId);
  }

  /**
   * For a new cluster, or a member that learns from the database which one it belongs to.
   *
   * @return the cluster that owns it
   */
  String make(String clusterId) {
    hold();
    String owner = patiently(() -> database.prepare(clusterId));
    hold();
    return owner;
  }

  private void hold() {
    patiently(
        () -> {
          database.hold();
          return true;
        });
  }

  void refuseOther(String clusterId, String owner) {
    if (!owner.equals(clusterId)) {
      throw new FormationException(
          ("the database %s belongs to cluster %s, but this member to cluster %s: start it with an"
                  + " empty data directory and --join, or with a database of its own")
              .formatted(database.url(), owner, clusterId));
    }
  }

  /** A database server may start later than its clients, and another member may hold H2's lock. */
  private <T> T patiently(Sql<T> work) {
    Instant until = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        return work.run();
      } catch (SQLException e) {
        if (Instant.now().isAfter(until)) {
          throw new FormationException(
              "the database " + database.url() + " can't be used: " + e.getMessage(), e);
        }
        LOG.warn("the database {} is not ready: {}", database.url(), e.getMessage());
      }
      pause();
    }
  }

  private void pause() {
    try {
      if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FormationException("stopped while waiting for the database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormationException("interrupted while waiting for the database", e);
    }
  }

  static DatabaseUrl url(FormationConfig config, Optional<String> stored) {
    try {
      return config
          .databaseUrl()
          .or(() -> stored.filter(url -> !url.isEmpty()))
          .map(DatabaseUrl::parse)
          .orElseGet(() -> DatabaseUrl.embedded(config.dataDir()));
    } catch (IllegalArgumentException e) {
      throw new FormationException(e.getMessage(), e);
    }
  }
}
