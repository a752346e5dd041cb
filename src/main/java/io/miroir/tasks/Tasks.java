package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
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
   */
  record NewTask(
      TaskType type,
      Optional<IndexUid> indexUid,
      Optional<String> details,
      Optional<String> customMetadata) {}

  CompletionStage<Task> enqueue(NewTask task);

  /** Enqueued → processing, with the incarnation it works on. */
  CompletionStage<Void> start(long uid, Optional<IndexId> index);

  /**
   * The client has its acknowledgement: what remains is to wait until the write is searchable. A
   * task whose owner dies after this is finished by another member; one whose owner dies before is
   * failed by it.
   */
  CompletionStage<Void> acknowledged(long uid);

  CompletionStage<Void> succeed(long uid, Optional<String> details);

  CompletionStage<Void> fail(long uid, Optional<String> details, Problem problem);

  CompletionStage<Optional<Task>> find(long uid);
}
