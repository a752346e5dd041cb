package io.miroir.tasks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Inserts one task even when it is run again. A commit that is answered with an error (the process
 * that has the database open died, a connection broke) may have happened all the same: then the
 * task is there, and a second one would be nobody's.
 */
final class InsertOnce implements GroupCommit.Work<Tasks.Enqueued> {
  private final TaskStore store;
  private final GroupCommit.Work<Tasks.Enqueued> insert;
  private Optional<Tasks.Enqueued> before = Optional.empty();

  InsertOnce(TaskStore store, GroupCommit.Work<Tasks.Enqueued> insert) {
    this.store = store;
    this.insert = insert;
  }

  @Override
  public Tasks.Enqueued run(Connection connection) throws SQLException {
    if (before.isEmpty() || !store.has(connection, before.get().task())) {
      before = Optional.of(insert.run(connection));
    }
    return before.get();
  }
}
