package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot of one member starts a cluster of two, though all of it is killed on the way. */
class SnapshotIT {
  private static final int DOCUMENTS = 12_000;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;

  private static List<String> documents(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                "{\"id\":%d,\"title\":\"Number %d\",\"text\":\"%s\"}"
                    .formatted((i * 7919) % DOCUMENTS, i, "some words ".repeat(40)))
        .toList();
  }

  private static void succeeds(ApiClient client, Answer answer) {
    long task = answer.orThrow("a change").json().path("taskUid").asLong();
    assertThat(client.awaitTask(task).path("status").asText()).isEqualTo("succeeded");
  }

  private static String page(ApiClient client) {
    return client.get("/indexes/movies/documents?offset=5000&limit=1000").orThrow("page").body();
  }

  private static boolean contains(Path directory, String text) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (var files = Files.newDirectoryStream(directory, "*.json")) {
      for (Path file : files) {
        if (Files.readString(file).contains(text)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A slow machine takes its time to start members. */
  private static void await(Path folder, String text) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!contains(folder, text)) {
      assertThat(System.nanoTime()).as(text).isLessThan(until);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void aKilledImportGoesOnAndBringsEverythingInTheSameOrder() {
    String before;
    String settings;
    Path snapshot;
    try (ClusterProcesses one = ClusterProcesses.ready(folder.resolve("one"), 1, "--shards", "3");
        ApiClient client = one.client(1)) {
      succeeds(
          client, client.patch("/indexes/movies/settings", "{\"sortableAttributes\":[\"title\"]}"));
      for (int from = 0; from < DOCUMENTS; from += 4000) {
        succeeds(
            client, client.addDocuments("movies", Optional.of("id"), documents(from, from + 4000)));
      }
      client.post("/webhooks", "{\"url\":\"https://hooks.example/\"}").orThrow("webhook");
      client.patch("/experimental-features", "{\"containsFilter\":true}").orThrow("feature");
      succeeds(client, client.post("/snapshots", ""));
      before = page(client);
      settings = client.get("/indexes/movies/settings").body();
      snapshot = one.member(1).folder().resolve("snapshots/miroir.snapshot");
    }
    try (ClusterProcesses two =
        ClusterProcesses.started(
            folder.resolve("two"),
            2,
            "--import-snapshot",
            snapshot.toString(),
            "--ignore-snapshot-if-db-exists")) {
      Path imports = two.member(1).folder().resolve("imports");
      await(imports, "\"checked\":true");
      // Before, it does not know its cluster yet, and is no member that could come back.
      await(two.member(2).folder(), "\"clusterId\" : \"c");
      two.killAll();
      two.restart(1, 2);
      two.awaitReady();
      try (ApiClient client = two.client(2)) {
        assertThat(page(client)).isEqualTo(before);
        assertThat(client.get("/indexes/movies/settings").body()).isEqualTo(settings);
        assertThat(client.get("/webhooks").body()).contains("https://hooks.example/");
        assertThat(client.get("/experimental-features").body()).contains("containsFilter\":true");
        assertThat(client.get("/tasks/1").json().path("details").path("indexedDocuments").asInt())
            .isEqualTo(4000);
        assertThat(client.get("/tasks?limit=1").json().path("from").asInt()).isEqualTo(4);
      }
    }
  }
}
