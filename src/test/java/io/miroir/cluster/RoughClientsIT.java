package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member with a heap of 512 MB and clients that ask a lot of it. */
class RoughClientsIT {
  private static final int CLIENTS = 1000;
  private static final int BIG_BODY_BYTES = 95_000_000;

  @TempDir private static Path folder;
  private static ClusterProcesses cluster;
  private static ApiClient client;

  @BeforeAll
  static void start() {
    cluster = ClusterProcesses.ready(folder, 1);
    client = cluster.client(1);
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  private static void succeeds(Answer accepted) {
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(client.awaitTask(accepted.json().path("taskUid").asLong()).path("status").asText())
        .isEqualTo("succeeded");
  }

  private static long count(String index) {
    return client.get("/indexes/" + index + "/stats").json().path("numberOfDocuments").asLong();
  }

  @Test
  void aBodyOfNearlyTheLimitIsTaken() {
    String padding = "many words that take some room ".repeat(20);
    int each = padding.length() + 40;
    List<String> documents =
        IntStream.range(0, BIG_BODY_BYTES / each)
            .mapToObj(id -> "{\"id\":" + id + ",\"text\":\"" + padding + "\"}")
            .toList();
    succeeds(client.addDocuments("big", Optional.of("id"), documents));
    assertThat(count("big")).isEqualTo(documents.size());
  }

  @Test
  void aBodyOverTheLimitIsRefusedAsMeilisearchDoes() throws Exception {
    byte[] body = new byte[101_000_000];
    java.util.Arrays.fill(body, (byte) ' ');
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(client.base() + "/indexes/large/documents"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .expectContinue(true)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("payload_too_large").contains("100 MB");
    }
    assertThat(client.get("/indexes/large").status()).isEqualTo(404);
  }

  @Test
  void bodiesThatEndHalfWayChangeNothing() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.member(1).port())) {
        socket
            .getOutputStream()
            .write(
                ("POST /indexes/half/documents HTTP/1.1\r\nHost: x\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                        + "[{\"id\":1},{\"id\":2},")
                    .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      }
    }
    succeeds(client.post("/indexes/whole/documents", "[{\"id\":1}]"));
    assertThat(client.get("/indexes/half").status()).isEqualTo(404);
  }

  @Test
  void oneBadDocumentFailsTheTaskAndNothingOfItIsApplied() {
    succeeds(client.post("/indexes/mixed/documents?primaryKey=id", "[{\"id\":1}]"));
    Answer accepted =
        client.post("/indexes/mixed/documents", "[{\"id\":2},{\"id\":\"not an id!\"},{\"id\":3}]");
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(
            client
                .awaitTask(accepted.json().path("taskUid").asLong())
                .path("error")
                .path("code")
                .asText())
        .isEqualTo("invalid_document_id");
    assertThat(count("mixed")).isEqualTo(1);
  }

  @Test
  void aThousandClientsAtATimeAllGetTheirWritesIn() throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        int from = i * 10;
        List<String> documents =
            IntStream.range(from, from + 10).mapToObj("{\"id\":%d}"::formatted).toList();
        answers.add(
            clients.submit(() -> client.addDocuments("crowd", Optional.of("id"), documents)));
      }
    }
    for (Future<Answer> answer : answers) {
      succeeds(answer.get());
    }
    assertThat(count("crowd")).isEqualTo(CLIENTS * 10L);
  }
}
