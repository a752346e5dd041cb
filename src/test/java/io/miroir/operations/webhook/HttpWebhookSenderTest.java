package io.miroir.operations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.miroir.tasks.Webhooks.Webhook;
import io.miroir.testing.TestMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpWebhookSenderTest {
  private record Received(String path, Headers headers, byte[] body) {}

  private final ActorTestKit kit = ActorTestKit.create();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private volatile int status = 204;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              new Received(
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders(),
                  exchange.getRequestBody().readAllBytes()));
          if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    kit.shutdownTestKit();
  }

  private WebhookSender sender(boolean local) {
    return new HttpWebhookSender(kit.system(), new AddressGuard(local), ForkJoinPool.commonPool());
  }

  private Webhook webhook(Map<String, String> headers) {
    return new Webhook(
        UUID.randomUUID(),
        "http://localhost:" + server.getAddress().getPort() + "/a?b=c",
        headers,
        true);
  }

  @Test
  void sendsTheBodyWithOurHeadersAndTheWebhooks() throws Exception {
    byte[] body = "not really gzip".getBytes(StandardCharsets.UTF_8);
    TestMember.get(
        sender(true)
            .send(webhook(Map.of("Authorization", "Bearer t", "content-encoding", "br")), body));
    Received one = received.take();
    assertThat(one.path()).isEqualTo("/a?b=c");
    assertThat(one.body()).isEqualTo(body);
    assertThat(one.headers().get("Content-type")).containsExactly("application/x-ndjson");
    assertThat(one.headers().get("Content-encoding")).containsExactly("gzip");
    assertThat(one.headers().get("Authorization")).containsExactly("Bearer t");
  }

  @Test
  void anAnswerThatIsNoSuccessIsAFailureAndNoRedirectIsFollowed() {
    for (int bad : new int[] {302, 400, 503}) {
      status = bad;
      assertThatThrownBy(() -> TestMember.get(sender(true).send(webhook(Map.of()), new byte[] {1})))
          .hasMessageContaining("the receiver answered " + bad);
    }
    assertThat(received).hasSize(3).allMatch(one -> one.path().equals("/a?b=c"));
  }

  @Test
  void thisMachineIsNotCalledUnlessAllowed() {
    assertThatThrownBy(() -> TestMember.get(sender(false).send(webhook(Map.of()), new byte[] {1})))
        .isNotNull();
    assertThat(received).isEmpty();
  }

  @Test
  void anAddressOfThisMachineOrItsLinkIsKnown() throws Exception {
    for (String local :
        new String[] {
          "127.0.0.1",
          "127.9.9.9",
          "::1",
          "169.254.169.254",
          "fe80::1",
          "0.0.0.0",
          "::",
          "::ffff:127.0.0.1",
          "224.0.0.1"
        }) {
      assertThat(AddressGuard.isLocal(InetAddress.getByName(local))).as(local).isTrue();
    }
    assertThat(AddressGuard.isLocal(InetAddress.getByName("10.0.0.1"))).isFalse();
    assertThat(AddressGuard.isLocal(InetAddress.getByName("192.0.2.1"))).isFalse();
  }

  @Test
  void aUrlThatCannotBeCalledFails() {
    Webhook odd = new Webhook(UUID.randomUUID(), "mailto:someone", Map.of(), true);
    assertThat(sender(true).send(odd, new byte[] {1}).toCompletableFuture())
        .failsWithin(java.time.Duration.ofSeconds(30));
  }
}
