package io.miroir.tasks;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class SqlTasksTest extends TaskRegistryContract {

  @Override
  DataSource freshDatabase() {
    return TestDatabases.h2();
  }

  @Override
  void release(DataSource used) {
    ((JdbcConnectionPool) used).dispose();
  }
}
