package io.miroir.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Where finished tasks are reported to, and which of them still must be: the notice for each
 * webhook is stored in the transaction that ends the task, so none is lost with a member. Stages
 * behave as those of {@link Tasks}.
 */
public interface Webhooks {
  /** Of the one that the command line defines. */
  UUID COMMAND_LINE = new UUID(0, 0);

  /**
   * @param headers in the order of their names; values in clear
   * @param editable false: defined by the command line, not to be changed by clients
   */
  record Webhook(UUID uuid, String url, Map<String, String> headers, boolean editable) {
    @Override
    public String toString() {
      return "webhook " + uuid;
    }
  }

  /** By uuid. */
  CompletionStage<List<Webhook>> list();

  CompletionStage<Optional<Webhook>> find(UUID uuid);

  /**
   * Stores a new one, unless there are {@code editableMax} editable ones already: then false.
   * Replaces the one of the same uuid.
   */
  CompletionStage<Boolean> put(Webhook webhook, int editableMax);

  /**
   * Changes one in one transaction; what {@code how} throws is what the stage fails with.
   *
   * @return as it is now; empty when there is none
   */
  CompletionStage<Optional<Webhook>> change(UUID uuid, UnaryOperator<Webhook> how);

  /** Removes it with all that it still should have been told; false when there is none. */
  CompletionStage<Boolean> remove(UUID uuid);

  /** Those with tasks to report. */
  CompletionStage<List<Webhook>> waiting();

  /** Ended tasks that a webhook has not been told of, in the order of their ends. */
  CompletionStage<List<Task>> untold(UUID uuid, int limit);

  CompletionStage<Void> told(UUID uuid, List<Long> tasks);

  /** Gives up tasks that ended before an instant, and those of webhooks that are gone. */
  CompletionStage<Integer> giveUp(Instant endedBefore);
}
