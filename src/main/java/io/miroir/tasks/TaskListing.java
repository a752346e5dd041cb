package io.miroir.tasks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pages of tasks and of batches. */
final class TaskListing {
  /** How many tasks of one batch are looked at: a cancelation may have many. */
  private static final int BATCH_TASKS_MAX = 10_000;

  private TaskListing() {}

  static TaskPage tasks(Connection connection, TaskQuery query) throws SQLException {
    long total = TaskCounts.tasks(connection, query.filter());
    List<Task> found =
        new UidWalk(connection, "uid", query)
            .first(
                pageAndOne(query.limit()),
                total,
                () -> TaskConditions.visible(query.filter()),
                (some, order, limit) -> TaskRows.select(connection, some, order, limit));
    List<Task> tasks = found.subList(0, Math.min(query.limit(), found.size()));
    return new TaskPage(
        tasks,
        total,
        tasks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(tasks.getFirst().uid()),
        found.size() > tasks.size()
            ? OptionalLong.of(found.getLast().uid())
            : OptionalLong.empty());
  }

  static BatchPage batches(Connection connection, TaskQuery query) throws SQLException {
    long total = TaskCounts.batches(connection, query.filter());
    List<Long> found =
        new UidWalk(connection, "batch_uid", query)
            .first(
                pageAndOne(query.limit()),
                total,
                () -> TaskConditions.visible(query.filter()).and("t.batch_uid IS NOT NULL"),
                (some, order, limit) -> batchUids(connection, some, order, limit));
    List<Long> uids = found.subList(0, Math.min(query.limit(), found.size()));
    return new BatchPage(
        read(connection, uids),
        total,
        uids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(uids.getFirst()),
        found.size() > uids.size() ? OptionalLong.of(found.getLast()) : OptionalLong.empty());
  }

  static Optional<Batch> batch(Connection connection, long uid) throws SQLException {
    return read(connection, List.of(uid)).stream().findFirst();
  }

  private static int pageAndOne(int limit) {
    return limit == Integer.MAX_VALUE ? limit : limit + 1;
  }

  private static List<Long> batchUids(
      Connection connection, TaskConditions conditions, String order, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT DISTINCT t.batch_uid FROM miroir_task t"
                + conditions.where()
                + order
                + " LIMIT ?")) {
      select.setInt(conditions.bind(select), limit);
      try (ResultSet rows = select.executeQuery()) {
        List<Long> uids = new ArrayList<>();
        while (rows.next()) {
          uids.add(rows.getLong(1));
        }
        return uids;
      }
    }
  }

  private static List<Batch> read(Connection connection, List<Long> uids) throws SQLException {
    List<Batch> batches = new ArrayList<>();
    for (long uid : uids) {
      TaskConditions ofBatch = TaskConditions.visible(TaskFilter.ALL).and("t.batch_uid = ?", uid);
      List<Task> tasks = TaskRows.select(connection, ofBatch, " ORDER BY t.uid", BATCH_TASKS_MAX);
      if (!tasks.isEmpty()) {
        batches.add(made(uid, tasks));
      }
    }
    return batches;
  }

  private static Batch made(long uid, List<Task> tasks) {
    boolean running = tasks.stream().anyMatch(task -> !task.status().finished());
    return new Batch(
        uid,
        TaskDetails.merged(tasks.stream().map(Task::details).toList()),
        tasks.size(),
        count(tasks.stream().map(Task::status).toList()),
        count(tasks.stream().map(Task::type).toList()),
        count(tasks.stream().flatMap(t -> t.indexUid().stream()).map(u -> u.value()).toList()),
        tasks.getLast().startedAt().orElse(tasks.getLast().enqueuedAt()),
        running ? Optional.empty() : tasks.getLast().finishedAt(),
        strategy(tasks.getLast()));
  }

  private static <K extends Comparable<K>> Map<K, Integer> count(List<K> keys) {
    return keys.stream()
        .collect(Collectors.toMap(key -> key, key -> 1, Integer::sum, TreeMap::new));
  }

  /** Meilisearch's words for a batch that this task closed. */
  private static String strategy(Task task) {
    return switch (task.type()) {
      case DOCUMENT_ADDITION_OR_UPDATE, DOCUMENT_DELETION, SETTINGS_UPDATE ->
          "batched all enqueued tasks";
      case INDEX_DELETION ->
          "stopped after task with id " + task.uid() + " because it deletes the index";
      case TASK_DELETION, SNAPSHOT_CREATION ->
          "stopped after the last task of type `"
              + task.type().json()
              + "` because they cannot be batched with tasks of any other type.";
      default ->
          "created batch containing only task with id "
              + task.uid()
              + " of type `"
              + task.type().json()
              + "` that cannot be batched with any other task.";
    };
  }
}
