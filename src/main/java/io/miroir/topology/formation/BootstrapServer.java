package io.miroir.topology.formation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers at the member's HTTP address until the real server takes it over: to other members, who
 * this one is and how far it is; to everybody else, that it is not ready.
 */
final class BootstrapServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService executor;
  private final MasterKeyCheck key;
  private final Supplier<MemberReport> report;
  private final Supplier<String> reason;

  private BootstrapServer(
      HttpServer server,
      MasterKeyCheck key,
      Supplier<MemberReport> report,
      Supplier<String> reason) {
    this.server = server;
    this.executor =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("bootstrap-http-", 0).factory());
    this.key = key;
    this.report = report;
    this.reason = reason;
  }

  /**
   * @param reason why this member is not ready, for people
   * @throws FormationException when the address is taken
   */
  static BootstrapServer start(
      FormationConfig.Http http,
      MasterKeyCheck key,
      Supplier<MemberReport> report,
      Supplier<String> reason) {
    InetSocketAddress address = new InetSocketAddress(http.bind().host(), http.bind().port());
    try {
      BootstrapServer bootstrap = new BootstrapServer(create(http, address), key, report, reason);
      bootstrap.server.setExecutor(bootstrap.executor);
      bootstrap.server.createContext("/", bootstrap::answer);
      bootstrap.server.start();
      return bootstrap;
    } catch (IOException e) {
      throw new FormationException(
          "the HTTP address " + http.bind() + " can't be used: " + e.getMessage(), e);
    }
  }

  private static HttpServer create(FormationConfig.Http http, InetSocketAddress address)
      throws IOException {
    if (http.tls().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(http.tls().get()));
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readNBytes(0);
      boolean state = exchange.getRequestURI().getPath().equals(Peers.STATE_PATH);
      Optional<String> header =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
      if (state && key.passes(header)) {
        send(exchange, 200, JSON.writeValueAsBytes(report.get()));
      } else if (state) {
        send(exchange, 403, error("The provided API key is invalid.", "invalid_api_key", "auth"));
      } else {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, 503, error(reason.get(), "miroir_unavailable", "system"));
      }
    }
  }

  private static byte[] error(String message, String code, String type) throws IOException {
    return JSON.writeValueAsBytes(
        JSON.createObjectNode()
            .put("message", message)
            .put("code", code)
            .put("type", type)
            .put("link", "https://docs.meilisearch.com/errors#" + code));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
