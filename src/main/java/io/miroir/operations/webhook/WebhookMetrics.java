package io.miroir.operations.webhook;

import kamon.Kamon;

/** How reporting to webhooks goes. */
final class WebhookMetrics {
  private WebhookMetrics() {}

  static void reported(int tasks) {
    Kamon.counter("miroir.webhooks.reported", "Tasks that receivers of webhooks took")
        .withoutTags()
        .increment(tasks);
  }

  static void failed() {
    Kamon.counter("miroir.webhooks.failed", "Calls of webhooks that failed")
        .withoutTags()
        .increment();
  }

  static void givenUp(int tasks) {
    Kamon.counter("miroir.webhooks.given-up", "Tasks that could not be reported for a day")
        .withoutTags()
        .increment(tasks);
  }
}
