package io.miroir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivatePostgresTest {
  @Test
  void servesADatabaseAndIsGoneAfterwards(@TempDir Path folder) throws Exception {
    String url;
    try (PrivatePostgres postgres = PrivatePostgres.start(folder)) {
      url = postgres.database("trial");
      try (Connection connection = DriverManager.getConnection(url)) {
        assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
      }
    }
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() -> DriverManager.getConnection(url)))
        .isNotNull();
  }
}
