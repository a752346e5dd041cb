package io.miroir.tasks;

import io.miroir.model.IndexUid;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A {@link TaskFilter} as an SQL condition over {@code miroir_task t} with its parameters. */
final class TaskConditions {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  private TaskConditions() {}

  /** Everything that counts for the total. */
  static TaskConditions matching(TaskFilter filter) {
    TaskConditions made = new TaskConditions();
    made.in("t.uid", filter.uids());
    made.in("t.batch_uid", filter.batchUids());
    made.in("t.canceled_by", filter.canceledBy());
    made.in("t.type", filter.types().map(l -> l.stream().map(TaskType::json).toList()));
    made.in("t.status", filter.statuses().map(l -> l.stream().map(TaskStatus::json).toList()));
    filter.indexUids().ifPresent(made::ofIndexes);
    made.bound("t.enqueued_at", ">", filter.afterEnqueuedAt());
    made.bound("t.enqueued_at", "<", filter.beforeEnqueuedAt());
    made.bound("t.started_at", ">", filter.afterStartedAt());
    made.bound("t.started_at", "<", filter.beforeStartedAt());
    made.bound("t.finished_at", ">", filter.afterFinishedAt());
    made.bound("t.finished_at", "<", filter.beforeFinishedAt());
    return made;
  }

  /**
   * What is listed, or may be canceled or deleted: of what matches, the tasks the caller may see.
   */
  static TaskConditions visible(TaskFilter filter) {
    TaskConditions made = matching(filter);
    if (filter.indexUids().isPresent()) {
      made.and("t.name_id IS NOT NULL");
    }
    filter.visible().ifPresent(made::visibleTo);
    return made;
  }

  TaskConditions and(String condition, Object... values) {
    conditions.add(condition);
    parameters.addAll(List.of(values));
    return this;
  }

  /** With a leading WHERE, or nothing. */
  String where() {
    return conditions.isEmpty() ? "" : " WHERE (" + String.join(") AND (", conditions) + ")";
  }

  /** Binds the parameters from place 1 on and answers with the next free place. */
  int bind(PreparedStatement statement) throws SQLException {
    int place = 1;
    for (Object parameter : parameters) {
      statement.setObject(place++, parameter);
    }
    return place;
  }

  private void in(String column, Optional<? extends Collection<?>> values) {
    if (values.isEmpty()) {
      return;
    }
    Collection<?> some = values.get();
    conditions.add(some.isEmpty() ? "1 = 0" : column + " IN (" + marks(some.size()) + ")");
    parameters.addAll(some);
  }

  private void ofIndexes(List<IndexUid> uids) {
    if (uids.isEmpty()) {
      conditions.add("1 = 0");
      return;
    }
    String marks = marks(uids.size());
    conditions.add(
        "t.name_id IN (SELECT id FROM miroir_task_name WHERE uid IN ("
            + marks
            + ")) OR t.uid IN (SELECT x.task_uid FROM miroir_task_touch x JOIN miroir_task_name n"
            + " ON n.id = x.name_id WHERE n.uid IN ("
            + marks
            + "))");
    for (int i = 0; i < 2; i++) {
      uids.forEach(uid -> parameters.add(uid.value()));
    }
  }

  private void bound(String column, String comparison, Optional<Instant> bound) {
    bound.ifPresent(instant -> and(column + " " + comparison + " ?", Nanos.of(instant)));
  }

  /** Patterns end with a star or are whole names; names hold no LIKE wildcard but {@code _}. */
  private void visibleTo(List<String> patterns) {
    List<String> choices = new ArrayList<>();
    for (String pattern : patterns) {
      boolean prefix = pattern.endsWith("*");
      String text = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
      choices.add(prefix ? "SUBSTRING(uid, 1, " + text.length() + ") = ?" : "uid = ?");
      parameters.add(text);
    }
    String names = choices.isEmpty() ? "1 = 0" : String.join(" OR ", choices);
    conditions.add("t.name_id IN (SELECT id FROM miroir_task_name WHERE " + names + ")");
  }

  private static String marks(int count) {
    return "?" + ", ?".repeat(count - 1);
  }
}
