package io.miroir.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Webhooks beside the tasks, in the same database and transactions. */
final class SqlWebhooks implements Webhooks {
  private static final String EDITABLE = "WHERE editable = TRUE";

  private final SqlTasks tasks;

  SqlWebhooks(SqlTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public CompletionStage<List<Webhook>> list() {
    return tasks.read(connection -> WebhookRows.select(connection, "ORDER BY uuid"));
  }

  @Override
  public CompletionStage<Optional<Webhook>> find(UUID uuid) {
    return tasks.read(
        connection ->
            WebhookRows.select(connection, "WHERE uuid = ?", uuid.toString()).stream().findFirst());
  }

  @Override
  public CompletionStage<Boolean> put(Webhook webhook, int editableMax) {
    return tasks.write(
        connection -> {
          boolean replaces = WebhookRows.delete(connection, webhook.uuid()) > 0;
          if (!replaces
              && webhook.editable()
              && WebhookRows.select(connection, EDITABLE).size() >= editableMax) {
            return false;
          }
          WebhookRows.insert(connection, webhook);
          return true;
        });
  }

  @Override
  public CompletionStage<Optional<Webhook>> change(UUID uuid, UnaryOperator<Webhook> how) {
    return tasks.write(
        connection -> {
          Optional<Webhook> changed =
              WebhookRows.select(connection, "WHERE uuid = ? FOR UPDATE", uuid.toString()).stream()
                  .findFirst()
                  .map(how);
          if (changed.isPresent()) {
            WebhookRows.delete(connection, uuid);
            WebhookRows.insert(connection, changed.get());
          }
          return changed;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(UUID uuid) {
    return tasks.write(
        connection -> {
          boolean removed = WebhookRows.delete(connection, uuid) > 0;
          WebhookRows.execute(
              connection, "DELETE FROM miroir_webhook_task WHERE uuid = ?", uuid.toString());
          return removed;
        });
  }

  @Override
  public CompletionStage<List<Webhook>> waiting() {
    return tasks.read(
        connection ->
            WebhookRows.select(
                connection,
                "w WHERE EXISTS (SELECT 1 FROM miroir_webhook_task t WHERE t.uuid = w.uuid)"));
  }

  @Override
  public CompletionStage<List<Task>> untold(UUID uuid, int limit) {
    return tasks.write(connection -> WebhookRows.untold(connection, uuid, limit));
  }

  @Override
  public CompletionStage<Void> told(UUID uuid, List<Long> uids) {
    return tasks.write(
        connection -> {
          WebhookRows.told(connection, uuid, uids);
          return null;
        });
  }

  @Override
  public CompletionStage<Integer> giveUp(Instant endedBefore) {
    return tasks.write(
        connection ->
            WebhookRows.execute(
                connection,
                "DELETE FROM miroir_webhook_task WHERE ended_at < ? OR uuid NOT IN (SELECT uuid"
                    + " FROM miroir_webhook)",
                Nanos.of(endedBefore)));
  }
}
