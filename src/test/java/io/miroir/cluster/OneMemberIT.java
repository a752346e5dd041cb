package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member as a process: what a newcomer starts first. */
class OneMemberIT {
  @TempDir private Path folder;

  private static List<String> movies(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj("{\"id\":%1$d,\"title\":\"Movie number %1$d\",\"year\":2000}"::formatted)
        .toList();
  }

  private static long task(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json().path("taskUid").asLong();
  }

  private static void succeeds(ApiClient client, Answer answer) {
    assertThat(client.awaitTask(task(answer)).path("status").asText()).isEqualTo("succeeded");
  }

  private static long documents(ApiClient client) {
    return client
        .get("/indexes/movies/stats")
        .orThrow("stats")
        .json()
        .path("numberOfDocuments")
        .asLong();
  }

  @Test
  void servesDocumentsAndKeepsThemOverKillAndStop() {
    try (ClusterProcesses cluster = ClusterProcesses.ready(folder, 1)) {
      try (ApiClient client = cluster.client(1)) {
        assertThat(client.get("/health").json().path("status").asText()).isEqualTo("available");
        succeeds(client, client.addDocuments("movies", Optional.empty(), movies(0, 1000)));
        Answer found = client.post("/indexes/movies/search", "{\"q\":\"number 77\"}");
        assertThat(found.json().path("hits").path(0).path("id").asInt()).isEqualTo(77);
        // Acknowledged, perhaps not searchable yet: that much must survive.
        task(client.addDocuments("movies", Optional.empty(), movies(1000, 1500)));
      }
      cluster.kill(1);
      cluster.restart(1);
      cluster.awaitReady();
      try (ApiClient client = cluster.client(1)) {
        assertThat(documents(client)).isEqualTo(1500);
        assertThat(client.get("/indexes/movies/documents/1499").status()).isEqualTo(200);
        succeeds(client, client.addDocuments("movies", Optional.empty(), movies(1500, 1600)));
      }
      assertThat(cluster.stop(1)).as("ended by itself").isTrue();
      cluster.restart(1);
      cluster.awaitReady();
      try (ApiClient client = cluster.client(1)) {
        assertThat(documents(client)).isEqualTo(1600);
      }
    }
  }

  @Test
  void theMasterKeyIsAskedForAndASecondProcessIsRefusedTheData() throws Exception {
    String key = "a-master-key-of-27-bytes-xx";
    try (ClusterProcesses cluster = ClusterProcesses.started(folder, 1, Optional.of(key))) {
      cluster.awaitReady();
      try (ApiClient stranger = cluster.member(1).client(Optional.empty());
          ApiClient owner = cluster.client(1)) {
        assertThat(stranger.get("/indexes").status()).isEqualTo(401);
        assertThat(owner.get("/indexes").status()).isEqualTo(200);
      }
      List<String> second = new java.util.ArrayList<>(ClusterProcesses.program());
      second.addAll(
          List.of(
              "server",
              "--http-addr",
              "127.0.0.1:0",
              "--data-dir",
              cluster.member(1).folder().toString()));
      Process refused =
          new ProcessBuilder(second)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("second.log").toFile())
              .start();
      assertThat(refused.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(refused.exitValue()).isEqualTo(1);
      assertThat(folder.resolve("second.log")).content().contains("in use");
    }
  }
}
