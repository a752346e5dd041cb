package io.miroir.tasks;

import java.time.Duration;

/**
 * @param deadline within which the database must answer
 * @param readers threads (and connections) for reads
 * @param queueMax waiting reads, and waiting writes, over which callers are refused
 */
public record TasksConfig(Duration deadline, int readers, int queueMax) {
  public static final TasksConfig DEFAULT = new TasksConfig(Duration.ofSeconds(10), 4, 4096);

  public TasksConfig {
    if (deadline.toMillis() < 1 || readers < 1 || queueMax < 1) {
      throw new IllegalArgumentException(
          "expected positive deadline, readers and queueMax, found "
              + deadline
              + ", "
              + readers
              + ", "
              + queueMax);
    }
  }
}
