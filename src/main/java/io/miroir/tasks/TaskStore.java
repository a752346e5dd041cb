package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** The statements that change tasks; each method runs inside the caller's transaction. */
final class TaskStore {
  /** An ending's fate: WAIT when earlier tasks of the index must end first. */
  enum Fate {
    DONE,
    WAIT,
    GONE
  }

  private static final String LIVE = "status IN ('enqueued', 'processing')";

  private final String owner;

  TaskStore(String owner) {
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  Task insert(Connection connection, Tasks.NewTask task) throws SQLException {
    long uid = next(connection, "next_uid");
    Instant now = Instant.now();
    Optional<String> details = task.details().map(TaskStore::storable);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_task (uid, name_id, type, status, details, enqueued_at,"
                + " custom_metadata, owner, acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
                + " FALSE)")) {
      insert.setLong(1, uid);
      insert.setObject(
          2, task.indexUid().isPresent() ? name(connection, task.indexUid().get()) : null);
      insert.setString(3, task.type().json());
      insert.setString(4, TaskStatus.ENQUEUED.json());
      insert.setString(5, details.orElse(null));
      insert.setLong(6, Nanos.of(now));
      insert.setString(7, task.customMetadata().map(TaskStore::storable).orElse(null));
      insert.setString(8, owner);
      insert.executeUpdate();
    }
    for (IndexUid touched : task.touches()) {
      touch(connection, uid, name(connection, touched));
    }
    return new Task(
        uid,
        OptionalLong.empty(),
        task.indexUid(),
        Optional.empty(),
        task.type(),
        TaskStatus.ENQUEUED,
        OptionalLong.empty(),
        details,
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty(),
        task.customMetadata(),
        owner,
        false);
  }

  /**
   * True when the task runs now; also when it was this start that made it so and its commit was
   * answered with an error: only one start is ever asked of a task.
   */
  boolean start(Connection connection, long uid, Optional<IndexId> index) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task SET status = 'processing', batch_uid = uid, index_id = ?,"
                + " started_at = GREATEST(enqueued_at, ?) WHERE uid = ? AND owner = ? AND status ="
                + " 'enqueued'")) {
      update.setString(1, index.map(IndexId::value).orElse(null));
      update.setLong(2, Nanos.of(Instant.now()));
      update.setLong(3, uid);
      update.setString(4, owner);
      return update.executeUpdate() == 1
          || isMine(connection, uid, task -> task.status() == TaskStatus.PROCESSING);
    }
  }

  private boolean isMine(Connection connection, long uid, Predicate<Task> condition)
      throws SQLException {
    return TaskRows.find(connection, uid)
        .filter(task -> task.owner().equals(owner))
        .filter(condition)
        .isPresent();
  }

  /** Whether this very task is stored: its number may have gone to another after a rollback. */
  boolean has(Connection connection, Task task) throws SQLException {
    return isMine(connection, task.uid(), found -> found.enqueuedAt().equals(task.enqueuedAt()));
  }

  void acknowledged(Connection connection, long uid, Optional<String> details) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task SET acknowledged = TRUE, outcome = ? WHERE uid = ? AND owner = ?"
                + " AND status = 'processing'")) {
      update.setString(1, details.map(TaskStore::storable).orElse(null));
      update.setLong(2, uid);
      update.setString(3, owner);
      update.executeUpdate();
    }
  }

  Fate finish(Connection connection, Ending ending, boolean mayWait) throws SQLException {
    Optional<Task> found = TaskRows.find(connection, ending.uid());
    if (found.isEmpty() || found.get().status().finished() || !found.get().owner().equals(owner)) {
      return Fate.GONE;
    }
    if (mayWait && behindOthers(connection, ending.uid())) {
      return Fate.WAIT;
    }
    TaskHistory.move(connection, ending.uid(), ending.moves());
    String details = detailsAtEnd(connection, found.get(), ending);
    long now = Nanos.of(Instant.now());
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task SET status = ?, details = ?, outcome = NULL, error_code = ?,"
                + " error_message = ?, batch_uid = COALESCE(batch_uid, uid), started_at ="
                + " COALESCE(started_at, GREATEST(enqueued_at, ?)), finished_at ="
                + " GREATEST(enqueued_at, COALESCE(started_at, 0), ?) WHERE uid = ? AND owner = ?"
                + " AND "
                + LIVE)) {
      Optional<Problem> problem = ending.problem();
      update.setString(1, (problem.isPresent() ? TaskStatus.FAILED : TaskStatus.SUCCEEDED).json());
      update.setString(2, details);
      update.setString(3, problem.map(p -> p.code().json()).orElse(null));
      update.setString(4, problem.map(p -> storable(p.message())).orElse(null));
      update.setLong(5, now);
      update.setLong(6, now);
      update.setLong(7, ending.uid());
      update.setString(8, owner);
      if (update.executeUpdate() != 1) {
        return Fate.GONE;
      }
      WebhookRows.ended(connection, ending.uid(), now);
      return Fate.DONE;
    }
  }

  /** Whether an acknowledged task of the same index, or of one it touches, is still under way. */
  private static boolean behindOthers(Connection connection, long uid) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM miroir_task e WHERE e.status = 'processing' AND e.uid < ? AND"
                + " e.acknowledged = TRUE AND e.name_id IN (SELECT same.id FROM miroir_task_name"
                + " mine JOIN miroir_task_name same ON same.uid = mine.uid WHERE mine.id = (SELECT"
                + " name_id FROM miroir_task WHERE uid = ?) OR mine.id IN (SELECT name_id FROM"
                + " miroir_task_touch WHERE task_uid = ?)) LIMIT 1")) {
      select.setLong(1, uid);
      select.setLong(2, uid);
      select.setLong(3, uid);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String detailsAtEnd(Connection connection, Task task, Ending ending)
      throws SQLException {
    if (ending.problem().isPresent()) {
      Optional<String> details = ending.details().isPresent() ? ending.details() : task.details();
      return TaskDetails.unfinished(task.type(), details).map(TaskStore::storable).orElse(null);
    }
    if (ending.details().isPresent()) {
      return storable(ending.details().get());
    }
    return outcome(connection, task.uid()).or(task::details).orElse(null);
  }

  private static Optional<String> outcome(Connection connection, long uid) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT outcome FROM miroir_task WHERE uid = ?")) {
      select.setLong(1, uid);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /**
   * Takes over an unfinished task; true for the one member that gets it, also when the commit that
   * made it so was answered with an error and is tried again.
   */
  GroupCommit.Work<Boolean> claim(long uid, String from) {
    AtomicBoolean taken = new AtomicBoolean();
    return connection -> {
      if (claim(connection, uid, from)) {
        taken.set(true);
        return true;
      }
      return taken.get() && isMine(connection, uid, task -> !task.status().finished());
    };
  }

  private boolean claim(Connection connection, long uid, String from) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE miroir_task SET owner = ? WHERE uid = ? AND owner = ? AND " + LIVE)) {
      update.setString(1, owner);
      update.setLong(2, uid);
      update.setString(3, from);
      return update.executeUpdate() == 1;
    }
  }

  /** Unfinished tasks, oldest first. */
  static List<Task> unfinished(Connection connection, int limit) throws SQLException {
    TaskConditions live = TaskConditions.visible(TaskFilter.ALL).and("t." + LIVE);
    return TaskRows.select(connection, live, " ORDER BY t.uid", limit);
  }

  /**
   * The row that stands for an index uid in new tasks. Several rows may share a uid after a rename
   * onto a name with a history; the newest counts.
   */
  static long name(Connection connection, IndexUid uid) throws SQLException {
    List<Long> ids = namesOf(connection, uid);
    return ids.isEmpty() ? newName(connection, uid) : ids.getLast();
  }

  static List<Long> namesOf(Connection connection, IndexUid uid) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM miroir_task_name WHERE uid = ? ORDER BY id")) {
      select.setString(1, uid.value());
      try (ResultSet rows = select.executeQuery()) {
        List<Long> ids = new ArrayList<>();
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
        return ids;
      }
    }
  }

  static long newName(Connection connection, IndexUid uid) throws SQLException {
    long id = next(connection, "next_name");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO miroir_task_name (id, uid) VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setString(2, uid.value());
      insert.executeUpdate();
    }
    return id;
  }

  static void touch(Connection connection, long task, long name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO miroir_task_touch (task_uid, name_id) SELECT ?, ? WHERE NOT EXISTS"
                + " (SELECT 1 FROM miroir_task_touch WHERE task_uid = ? AND name_id = ?)")) {
      insert.setLong(1, task);
      insert.setLong(2, name);
      insert.setLong(3, task);
      insert.setLong(4, name);
      insert.executeUpdate();
    }
  }

  /** Takes a number; the counter's row stays locked until the transaction ends, so none is lost. */
  private static long next(Connection connection, String column) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE miroir_task_counter SET " + column + " = " + column + " + 1 WHERE id = 0");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT " + column + " - 1 FROM miroir_task_counter WHERE id = 0")) {
      update.executeUpdate();
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** PostgreSQL's text holds neither NUL nor lone surrogates. */
  static String storable(String text) {
    StringBuilder made = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        made = made == null ? new StringBuilder(text) : made;
        made.setCharAt(i, '\uFFFD');
      }
    }
    return made == null ? text : made.toString();
  }
}
