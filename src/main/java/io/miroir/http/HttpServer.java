package io.miroir.http;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.Materializer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.miroir.web.Authorizer;
import io.miroir.web.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The HTTP server of a member: HTTP/1.1, and HTTP/2 where it is encrypted. Stops with the system:
 * accepting first, then what is in flight gets time to end.
 */
public final class HttpServer {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final ServerBinding binding;

  private HttpServer(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * Binds and serves.
   *
   * @return fails when the address is taken or the TLS files are unusable
   */
  public static CompletionStage<HttpServer> start(
      ActorSystem<?> system, HttpConfig config, Authorizer access, List<Endpoint> endpoints) {
    return start(system, config, access, endpoints, new RequestMetrics());
  }

  /**
   * Binds and serves.
   *
   * @param metrics counts the requests
   * @return fails when the address is taken or the TLS files are unusable
   */
  public static CompletionStage<HttpServer> start(
      ActorSystem<?> system,
      HttpConfig config,
      Authorizer access,
      List<Endpoint> endpoints,
      RequestMetrics metrics) {
    Requests requests =
        new Requests(endpoints, access, config, metrics, Materializer.matFromSystem(system));
    ServerBuilder builder =
        Http.get(system)
            .newServerAt(config.host(), config.port())
            .withSettings(settings(system, config));
    if (config.tls().isPresent()) {
      try {
        builder =
            builder.enableHttps(
                ConnectionContext.httpsServer(Certificates.context(config.tls().get())));
      } catch (IOException unusable) {
        return CompletableFuture.failedFuture(unusable);
      }
    }
    return builder
        .bind(requests::handle)
        .thenApply(
            binding -> {
              binding.addToCoordinatedShutdown(DRAIN, system);
              return new HttpServer(binding);
            });
  }

  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** The name of the shutdown phase in which the server stops accepting. */
  public static String stopPhase() {
    return CoordinatedShutdown.PhaseServiceUnbind();
  }

  /**
   * Deadlines and body limits are ours. Headers come raw, since the API's rules for them are not
   * those of Akka's parsers; odd characters in targets are answered, not refused by the parser. In
   * plain text there is no HTTP/2: a client that offers the upgrade with a body would be cut off.
   */
  private static ServerSettings settings(ActorSystem<?> system, HttpConfig config) {
    Config ours =
        ConfigFactory.parseString(
                """
                akka.http.server {
                  server-header = ""
                  request-timeout = infinite
                  idle-timeout = 120s
                  max-connections = 8192
                  backlog = 4096
                  pipelining-limit = 1
                  enable-http2 = %s
                  raw-request-uri-header = off
                  termination-deadline-exceeded-response.status = 503
                  parsing {
                    max-content-length = infinite
                    modeled-header-parsing = off
                    uri-parsing-mode = relaxed
                    max-uri-length = 64k
                    illegal-header-warnings = off
                    error-logging-verbosity = off
                    error-handler = "io.miroir.http.ParsingErrors"
                  }
                }
                """
                    .formatted(config.tls().isPresent() ? "on" : "off"))
            .withFallback(system.settings().config());
    return ServerSettings.create(ours);
  }
}
