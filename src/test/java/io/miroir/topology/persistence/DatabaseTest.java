package io.miroir.topology.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.testing.PrivatePostgres;
import io.miroir.testing.TestMember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same start on both kinds of database: schema, owner, journal. */
class DatabaseTest {
  @TempDir Path folder;

  @Test
  void anEmbeddedDatabaseIsMadeOnceAndBelongsToOneCluster() throws Exception {
    Database database = Database.at(DatabaseUrl.embedded(folder));
    assertThat(database.exists()).isFalse();
    assertThat(database.owner()).isEmpty();

    preparesOnceHoweverManyStartAtOnce(database);

    assertThat(folder.resolve("database/miroir.mv.db")).isRegularFile();
    assertThat(folder.resolve("database").toFile().list()).noneMatch(n -> n.contains("trace"));
  }

  @Test
  void aPostgresDatabaseIsMadeOnceBelongsToOneClusterAndKeepsTheCatalog() throws Exception {
    try (PrivatePostgres server = PrivatePostgres.start(folder)) {
      Database database = Database.at(DatabaseUrl.parse(server.database("start")));
      assertThat(database.owner()).isEmpty();

      preparesOnceHoweverManyStartAtOnce(database);
      theCatalogSurvivesARestart(database);
    }
  }

  private static void preparesOnceHoweverManyStartAtOnce(Database database) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<String>> starts =
          IntStream.range(0, 4)
              .<Callable<String>>mapToObj(i -> () -> database.prepare("c" + i))
              .toList();
      List<String> owners =
          threads.invokeAll(starts).stream().map(DatabaseTest::get).distinct().toList();
      assertThat(owners).hasSize(1);
      assertThat(database.owner()).contains(owners.getFirst());
      assertThat(database.prepare("late")).isEqualTo(owners.getFirst());
    }
    assertThat(tables(database))
        .contains("event_journal", "event_tag", "snapshot", "miroir_cluster");
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> tables(Database database) throws SQLException {
    List<String> tables = new java.util.ArrayList<>();
    try (HikariDataSource pool = database.pool("test", 2);
        Connection connection = pool.getConnection();
        ResultSet rows = connection.getMetaData().getTables(null, null, "%", null)) {
      while (rows.next()) {
        tables.add(rows.getString("TABLE_NAME").toLowerCase(java.util.Locale.ROOT));
      }
    }
    return tables;
  }

  private static void theCatalogSurvivesARestart(Database database) {
    IndexUid uid = new IndexUid("movies");
    IndexEntry before;
    try (TestMember member = TestMember.start(database)) {
      member.join(member);
      member.registerNode("n1");
      before = TestMember.get(member.catalog.ensure(uid));
    }
    try (TestMember member = TestMember.start(database)) {
      member.join(member);
      assertThat(TestMember.get(member.catalog.find(uid)).map(IndexEntry::id))
          .contains(before.id());
    }
  }

  @Test
  void everyCommitOfTheEmbeddedDatabaseIsForcedToTheDisk() throws Exception {
    Database database = Database.at(DatabaseUrl.embedded(folder));
    database.prepare("c");
    try (HikariDataSource pool = database.pool("test", 1);
        Connection connection = pool.getConnection()) {
      connection.createStatement().execute("CREATE TABLE t (a INT)");
      long before = DurableFilePath.forces();
      for (int i = 0; i < 20; i++) {
        connection.createStatement().execute("INSERT INTO t VALUES (" + i + ")");
      }
      assertThat(DurableFilePath.forces() - before).isGreaterThanOrEqualTo(20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://ann:s%40y@db:5433/m, jdbc:postgresql://db:5433/m?user=ann&password=s%40y",
    "postgres://db/m, jdbc:postgresql://db/m",
    "postgresql://ann@db/m?sslmode=require, jdbc:postgresql://db/m?sslmode=require&user=ann",
    "jdbc:postgresql://db/m?user=a, jdbc:postgresql://db/m?user=a"
  })
  void urlsOfPostgresAreUnderstood(String given, String jdbc) {
    assertThat(DatabaseUrl.parse(given).jdbc()).isEqualTo(jdbc);
  }

  @Test
  void whatIsHandedToAJoinerIsUnderstoodByIt() {
    DatabaseUrl url = DatabaseUrl.embedded(folder);

    assertThat(DatabaseUrl.parse(url.jdbc())).isEqualTo(url);
    assertThat(DatabaseUrl.parse("h2:" + folder.resolve("database/miroir"))).isEqualTo(url);
    assertThat(Files.exists(folder.resolve("database"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql://db/m", "h2:mem:x", "h2:", "jdbc:h2:tcp://x/y", "nonsense"})
  void otherUrlsAreRefusedWithWhatWasExpected(String url) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void aPasswordIsNeverShown() {
    assertThat(DatabaseUrl.parse("postgresql://a:secret@h/d")).asString().doesNotContain("secret");
  }
}
