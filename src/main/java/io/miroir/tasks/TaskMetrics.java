package io.miroir.tasks;

import kamon.Kamon;

/** The names of this room's metrics. */
final class TaskMetrics {
  private TaskMetrics() {}

  static void enqueued(TaskType type) {
    Kamon.counter("miroir.tasks.enqueued", "Tasks registered by this member")
        .withTag("type", type.json())
        .increment();
  }

  static void finished(boolean succeeded) {
    Kamon.counter("miroir.tasks.finished", "Tasks this member brought to their end")
        .withTag("status", (succeeded ? TaskStatus.SUCCEEDED : TaskStatus.FAILED).json())
        .increment();
  }

  static void takenOver(boolean acknowledged) {
    Kamon.counter("miroir.tasks.taken-over", "Unfinished tasks of dead members")
        .withTag("acknowledged", acknowledged)
        .increment();
  }
}
