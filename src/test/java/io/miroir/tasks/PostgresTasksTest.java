package io.miroir.tasks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.miroir.testing.PrivatePostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresTasksTest extends TaskRegistryContract {
  private static PrivatePostgres server;
  private static int made;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = PrivatePostgres.start(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  DataSource freshDatabase() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.database("tasks" + made++));
    config.setMaximumPoolSize(6);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  @Override
  void release(DataSource used) {
    ((HikariDataSource) used).close();
  }
}
