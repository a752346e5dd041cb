package io.miroir.topology.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What H2 has committed can be read back from its file as a killed process leaves it. Versions of
 * H2 differ here: 2.5.252 loses up to some dozens of commits once it reuses the space of old chunks
 * (45 s after their end, unless told otherwise), so the version stays pinned to one that passes.
 */
class CommitDurabilityTest {
  private static final int COMMITS = 150;

  @TempDir Path folder;

  @Test
  void everyCommitIsInTheFileWhenItReturnsAlsoAfterSpaceIsReused() throws Exception {
    DatabaseUrl url = DatabaseUrl.embedded(folder);
    Database.at(url).prepare("c");
    Path file = url.dataFile().orElseThrow();
    try (Connection connection = DriverManager.getConnection(url.jdbc(), "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("SET RETENTION_TIME 1");
      statement.execute("CREATE TABLE commits(id INT PRIMARY KEY, text VARCHAR)");
      for (int id = 1; id <= COMMITS; id++) {
        statement.execute("INSERT INTO commits VALUES(" + id + ", REPEAT('a', 200))");
        assertThat(lastIn(file)).as("commit %d", id).isEqualTo(id);
      }
    }
  }

  private int lastIn(Path file) throws Exception {
    Path left = folder.resolve("left");
    Files.copy(file, Path.of(left + ".mv.db"), StandardCopyOption.REPLACE_EXISTING);
    try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + left, "sa", "");
        Statement statement = connection.createStatement()) {
      return max(statement);
    }
  }

  private static int max(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT MAX(id) FROM commits")) {
      row.next();
      return row.getInt(1);
    }
  }
}
