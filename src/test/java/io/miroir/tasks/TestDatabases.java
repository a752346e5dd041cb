package io.miroir.tasks;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

final class TestDatabases {
  private TestDatabases() {}

  /** A fresh database in memory that lives until its pool is disposed of. */
  static DataSource h2() {
    return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
  }
}
