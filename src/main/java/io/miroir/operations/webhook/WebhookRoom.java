package io.miroir.operations.webhook;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Starts the reporting to webhooks on a member. */
public final class WebhookRoom {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /**
   * @param url of the webhook that the command line defines
   * @param authorization its Authorization header
   * @param localAddresses whether addresses of this machine and its link may be called
   */
  public record Config(
      Optional<String> url, Optional<String> authorization, boolean localAddresses) {}

  private WebhookRoom() {}

  /** This member's candidate for the one that reports. Once per actor system. */
  public static void start(ActorSystem<?> system, Webhooks webhooks, Config config) {
    HttpWebhookSender sender =
        new HttpWebhookSender(
            system,
            new AddressGuard(config.localAddresses()),
            system.dispatchers().lookup(DispatcherSelector.blocking()));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                Behaviors.supervise(
                        WebhookDelivery.create(webhooks, sender, Clock.systemUTC(), INTERVAL))
                    .onFailure(
                        SupervisorStrategy.restartWithBackoff(
                            Duration.ofMillis(200), Duration.ofSeconds(3), 0.1)),
                "webhooks"));
  }

  /**
   * Makes the webhook of the command line what this member's configuration says: of several members
   * the one that started last counts.
   */
  public static CompletionStage<?> define(Webhooks webhooks, Config config) {
    if (config.url().isEmpty()) {
      return webhooks.remove(Webhooks.COMMAND_LINE);
    }
    Map<String, String> headers = new TreeMap<>();
    config.authorization().ifPresent(value -> headers.put("Authorization", value));
    return webhooks.put(
        new Webhook(Webhooks.COMMAND_LINE, config.url().get(), headers, false), Integer.MAX_VALUE);
  }
}
