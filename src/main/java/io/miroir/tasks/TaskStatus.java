package io.miroir.tasks;

import java.util.Locale;

/** Meilisearch's states of a task. */
public enum TaskStatus {
  ENQUEUED,
  PROCESSING,
  SUCCEEDED,
  FAILED,
  CANCELED;

  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean finished() {
    return this == SUCCEEDED || this == FAILED || this == CANCELED;
  }
}
