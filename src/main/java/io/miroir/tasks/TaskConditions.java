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
    filter.indexUids().ifPresent(uids -> made.ofIndexes(uids, Belonging.EITHER));
    made.bounds(filter);
    return made;
  }

  /** Of what matches, the tasks that belong to the indexes in one of two disjoint ways. */
  static TaskConditions belonging(TaskFilter filter, List<IndexUid> uids, Belonging how) {
    TaskConditions made =
        matching(
            new TaskFilter(
                filter.uids(),
                filter.batchUids(),
                filter.canceledBy(),
                filter.types(),
                filter.statuses(),
                Optional.empty(),
                filter.afterEnqueuedAt(),
                filter.beforeEnqueuedAt(),
                filter.afterStartedAt(),
                filter.beforeStartedAt(),
                filter.afterFinishedAt(),
                filter.beforeFinishedAt(),
                Optional.empty()));
    made.ofIndexes(uids, how);
    return made;
  }

  private void bounds(TaskFilter filter) {
    bound("t.enqueued_at", ">", filter.afterEnqueuedAt());
    bound("t.enqueued_at", "<", filter.beforeEnqueuedAt());
    bound("t.started_at", ">", filter.afterStartedAt());
    bound("t.started_at", "<", filter.beforeStartedAt());
    bound("t.finished_at", ">", filter.afterFinishedAt());
    bound("t.finished_at", "<", filter.beforeFinishedAt());
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

  /** How a task belongs to an index. */
  enum Belonging {
    /** It is a task of the index. */
    OWN("%1$s"),
    /** It only touches it: a swap, a rename onto it. */
    TOUCHING("%2$s AND (t.name_id IS NULL OR NOT (%1$s))"),
    EITHER("%1$s OR %2$s");

    private final String condition;

    Belonging(String condition) {
      this.condition = condition;
    }
  }

  private void ofIndexes(List<IndexUid> uids, Belonging how) {
    if (uids.isEmpty()) {
      conditions.add("1 = 0");
      return;
    }
    String marks = marks(uids.size());
    String own = "t.name_id IN (SELECT id FROM miroir_task_name WHERE uid IN (" + marks + "))";
    String touching =
        "t.uid IN (SELECT x.task_uid FROM miroir_task_touch x JOIN miroir_task_name n ON n.id ="
            + " x.name_id WHERE n.uid IN ("
            + marks
            + "))";
    conditions.add(how.condition.formatted(own, touching));
    for (int i = 0; i < (how == Belonging.OWN ? 1 : 2); i++) {
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
