package io.miroir.operations.webhook;

import io.miroir.tasks.Webhooks.Webhook;
import java.util.concurrent.CompletionStage;

/** Calls a webhook's URL. */
@FunctionalInterface
interface WebhookSender {
  /**
   * @param body newline-delimited JSON, gzip-compressed
   * @return completes when the receiver has answered with success, else fails; never hangs
   */
  CompletionStage<Void> send(Webhook webhook, byte[] body);
}
