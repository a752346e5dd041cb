package io.miroir.tasks;

import io.miroir.model.IndexUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds the few filters tests need. */
final class Filters {
  private Optional<List<Long>> uids = Optional.empty();
  private Optional<List<TaskType>> types = Optional.empty();
  private Optional<List<TaskStatus>> statuses = Optional.empty();
  private Optional<List<IndexUid>> indexes = Optional.empty();
  private Optional<Instant> after = Optional.empty();
  private Optional<Instant> before = Optional.empty();
  private Optional<List<String>> visible = Optional.empty();

  Filters uids(Long... values) {
    uids = Optional.of(List.of(values));
    return this;
  }

  Filters type(TaskType type) {
    types = Optional.of(List.of(type));
    return this;
  }

  Filters status(TaskStatus status) {
    statuses = Optional.of(List.of(status));
    return this;
  }

  Filters index(String uid) {
    indexes = Optional.of(List.of(new IndexUid(uid)));
    return this;
  }

  Filters after(Instant instant) {
    after = Optional.of(instant);
    return this;
  }

  Filters before(Instant instant) {
    before = Optional.of(instant);
    return this;
  }

  Filters visible(String... patterns) {
    visible = Optional.of(List.of(patterns));
    return this;
  }

  TaskFilter build() {
    Optional<List<Long>> any = Optional.empty();
    Optional<Instant> never = Optional.empty();
    return new TaskFilter(
        uids, any, any, types, statuses, indexes, after, before, never, never, never, never,
        visible);
  }
}
