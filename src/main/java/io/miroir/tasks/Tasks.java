package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * This member's door to the task registry in the database. Stages complete when the change is
 * committed; they run on a bounded pool and fail with miroir_unavailable (503) when the database
 * does not answer in time.
 */
public interface Tasks {

  /**
   * A new task: gets the next uid (0, 1, 2, … over the whole cluster) and this member as its owner.
   *
   * @param touches further index uids under which the task is listed: those of a swap, the new name
   *     of a rename
   */
  record NewTask(
      TaskType type,
      Optional<IndexUid> indexUid,
      Optional<String> details,
      Optional<String> customMetadata,
      List<IndexUid> touches) {

    public NewTask(
        TaskType type,
        Optional<IndexUid> indexUid,
        Optional<String> details,
        Optional<String> customMetadata) {
      this(type, indexUid, details, customMetadata, List.of());
    }
  }

  CompletionStage<Task> enqueue(NewTask task);

  /**
   * @param repeated the key had been used before: the task is the one made then, nothing was added
   */
  record Enqueued(Task task, boolean repeated) {}

  /**
   * A new task, unless one was made with this idempotency key within the last day and did not fail
   * for a reason of the cluster's own: of any number of calls with one key, on whichever members,
   * one makes a task.
   *
   * @param idempotencyKey at most 128 characters
   */
  CompletionStage<Enqueued> enqueueOnce(NewTask task, String idempotencyKey);

  /**
   * Enqueued → processing, with the incarnation it works on.
   *
   * @return false when the task was canceled before: nothing of it may be carried out, and it is
   *     finished already
   */
  CompletionStage<Boolean> start(long uid, Optional<IndexId> index);

  /**
   * The client has its acknowledgement: what remains is to wait until the write is searchable. A
   * task whose owner dies after this is finished by another member; one whose owner dies before is
   * failed by it.
   *
   * @param details what the task will show when it has succeeded; absent: what it shows now
   */
  CompletionStage<Void> acknowledged(long uid, Optional<String> details);

  default CompletionStage<Void> acknowledged(long uid) {
    return acknowledged(uid, Optional.empty());
  }

  /**
   * The end of a task. It waits for earlier acknowledged tasks of the same index, so that a client
   * that sees a task finished knows that those before it are.
   *
   * @param details absent: those given to {@link #acknowledged}, else those it has
   */
  CompletionStage<Void> succeed(long uid, Optional<String> details);

  /**
   * The end of a task, see {@link #succeed}.
   *
   * @param details absent: those it has, with 0 for what was not known yet
   */
  CompletionStage<Void> fail(long uid, Optional<String> details, Problem problem);

  CompletionStage<Optional<Task>> find(long uid);

  CompletionStage<TaskPage> list(TaskQuery query);

  /**
   * Registers and carries out a {@code taskCancelation}: of the older tasks that match, those not
   * started yet are canceled.
   *
   * @param originalFilter the raw query string with its question mark
   * @return the cancelation as it was enqueued
   */
  CompletionStage<Task> cancel(
      TaskFilter filter, String originalFilter, Optional<String> customMetadata);

  /**
   * Registers a {@code taskDeletion} and carries it out in the background: of the older tasks that
   * match, the finished ones go.
   */
  CompletionStage<Task> delete(
      TaskFilter filter, String originalFilter, Optional<String> customMetadata);

  CompletionStage<Optional<Batch>> batch(long uid);

  /** Batches with a task that matches; {@code from} and {@code next} are batch uids. */
  CompletionStage<BatchPage> batches(TaskQuery query);
}
