package io.miroir.operations.webhook;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ClientTransport;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ClientConnectionSettings;
import akka.http.javadsl.settings.ConnectionPoolSettings;
import io.miroir.tasks.Webhooks.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Sends over HTTP or HTTPS; follows no redirect. */
final class HttpWebhookSender implements WebhookSender {
  /** Meilisearch's patience. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What belongs to the transport is not the client's to choose. */
  private static final Set<String> OURS =
      Set.of("content-encoding", "content-type", "content-length", "host", "transfer-encoding");

  private final ActorSystem<?> system;
  private final ConnectionPoolSettings settings;

  HttpWebhookSender(ActorSystem<?> system, AddressGuard guard, Executor blocking) {
    this.system = system;
    this.settings =
        ConnectionPoolSettings.create(system.classicSystem())
            .withMaxRetries(0)
            .withConnectionSettings(
                ClientConnectionSettings.create(system.classicSystem())
                    .withTransport(
                        ClientTransport.withCustomResolver(
                            (host, port) -> resolve(guard, host, (Integer) port, blocking))));
  }

  private static CompletionStage<InetSocketAddress> resolve(
      AddressGuard guard, String host, int port, Executor blocking) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return guard.resolve(host, port);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        blocking);
  }

  @Override
  public CompletionStage<Void> send(Webhook webhook, byte[] body) {
    CompletableFuture<HttpResponse> answered;
    try {
      answered =
          Http.get(system)
              .singleRequest(
                  request(webhook, body),
                  Http.get(system).defaultClientHttpsContext(),
                  settings,
                  system.classicSystem().log())
              .toCompletableFuture();
    } catch (RuntimeException unusable) {
      return CompletableFuture.failedFuture(unusable);
    }
    answered.thenAccept(late -> late.discardEntityBytes(system));
    return answered
        .copy()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            response -> {
              if (response.status().isFailure() || response.status().isRedirection()) {
                throw new IllegalStateException("the receiver answered " + response.status());
              }
            });
  }

  private static HttpRequest request(Webhook webhook, byte[] body) {
    HttpRequest request =
        HttpRequest.POST(webhook.url())
            .withEntity(HttpEntities.create(ContentTypes.parse("application/x-ndjson"), body))
            .addHeader(RawHeader.create("Content-Encoding", "gzip"));
    Set<String> ours = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ours.addAll(OURS);
    for (var header : webhook.headers().entrySet()) {
      if (!ours.contains(header.getKey())) {
        request = request.addHeader(RawHeader.create(header.getKey(), header.getValue()));
      }
    }
    return request;
  }
}
