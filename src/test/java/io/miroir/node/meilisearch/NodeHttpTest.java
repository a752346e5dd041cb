package io.miroir.node.meilisearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.miroir.model.NodeId;
import io.miroir.node.NodeUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer that misbehaves on command. */
class NodeHttpTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer peer;
  private NodeHttp http;
  private int status = 200;
  private String body = "{}";
  private long announced = -1;
  private boolean silent;

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.setExecutor(VirtualThreads.EXECUTOR);
    peer.createContext(
        "/",
        exchange -> {
          if (silent) {
            await();
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, announced < 0 ? bytes.length : announced);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    peer.start();
    URI base = URI.create("http://127.0.0.1:" + peer.getAddress().getPort());
    http =
        new NodeHttp(
            new NodeId("n"), base, Optional.of("key"), (n, ok, t) -> {}, InstantSource.system());
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    end.countDown();
    peer.stop(0);
  }

  @Test
  void aProperAnswerIsRead() {
    body = "{\"a\":1}";
    assertThat(ask(20).path("a").asInt()).isEqualTo(1);
  }

  @Test
  void anErrorOfTheNodeIsARefusalWithItsCode() {
    status = 400;
    body = "{\"code\":\"invalid_search_filter\",\"message\":\"no\"}";
    assertThatThrownBy(() -> ask(20))
        .isInstanceOfSatisfying(
            NodeRefusal.class, e -> assertThat(e.code()).isEqualTo("invalid_search_filter"));
  }

  @Test
  void overloadGarbageHalfABodyAndSilenceMakeItUnavailable() {
    status = 503;
    assertUnavailable(20);
    status = 429;
    body = "{\"code\":\"too_many_requests\"}";
    assertUnavailable(20);
    status = 200;
    body = "<html>";
    assertUnavailable(20);
  }

  @Test
  void halfABodyMakesItUnavailable() {
    body = "{\"a\":";
    announced = 5000;
    assertUnavailable(20);
  }

  @Test
  void silenceEndsAtTheDeadline() {
    silent = true;
    assertUnavailable(1);
  }

  @Test
  void aRefusedKeyIsNotTheClientsMistake() {
    status = 403;
    body = "{\"code\":\"invalid_api_key\",\"message\":\"no\"}";
    assertUnavailable(20);
  }

  private void assertUnavailable(int seconds) {
    assertThatThrownBy(() -> ask(seconds)).isInstanceOf(NodeUnavailableException.class);
  }

  private com.fasterxml.jackson.databind.JsonNode ask(int seconds) {
    return http.get("/x", http.in(Duration.ofSeconds(seconds)));
  }
}
