package io.miroir.tasks;

import java.util.concurrent.CompletionStage;

/**
 * Finishes acknowledged tasks of a dead member. Registered per {@link TaskType} by the room that
 * carries such tasks out.
 */
@FunctionalInterface
public interface Resumption {

  /**
   * Does what remains of a task that now belongs to this member and ends it through {@link
   * Tasks#succeed} or {@link Tasks#fail}. When the stage fails, the task is failed.
   */
  CompletionStage<Void> resume(Task task);
}
