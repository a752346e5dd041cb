package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import io.miroir.testing.PrivatePostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members on PostgreSQL with a copy of every shard on each. */
class SameKeysIT {
  private static final int CLIENTS = 6;
  private static final int ROUNDS = 15;
  private static final int KEYS = 40;

  @TempDir private Path folder;
  @TempDir private Path databaseFolder;

  @Test
  void clientsThatWriteTheSameKeysLeaveEqualCopies() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start(databaseFolder);
        ClusterProcesses cluster =
            ClusterProcesses.ready(
                folder,
                3,
                "--replication-factor",
                "3",
                "--shards",
                "4",
                "--database",
                postgres.database("miroir"))) {
      create(cluster);
      write(cluster);
      copiesAreEqual(cluster);
      cluster.killAll();
      cluster.restart(2, 1, 3);
      cluster.awaitReady();
      copiesAreEqual(cluster);
    }
  }

  /** Before the clients come: a deletion may be the first thing that one of them does. */
  private static void create(ClusterProcesses cluster) {
    try (ApiClient one = cluster.client(1)) {
      Answer created =
          one.post("/indexes", "{\"uid\":\"same\",\"primaryKey\":\"id\"}").orThrow("create");
      one.awaitTask(created.json().path("taskUid").asLong());
    }
  }

  private static void write(ClusterProcesses cluster) throws Exception {
    List<Future<List<Long>>> clients = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
      for (int number = 0; number < CLIENTS; number++) {
        int seed = number;
        clients.add(executor.submit(() -> client(cluster, seed)));
      }
    }
    try (ApiClient one = cluster.client(1)) {
      for (Future<List<Long>> client : clients) {
        for (long task : client.get()) {
          JsonNode ended = one.awaitTask(task);
          assertThat(ended.path("status").asText()).as("%s", ended).isEqualTo("succeeded");
        }
      }
    }
  }

  /** Replaces, updates and deletes keys that the others write too. */
  private static List<Long> client(ClusterProcesses cluster, int seed) {
    Random random = new Random(seed);
    List<Long> tasks = new ArrayList<>();
    try (ApiClient client = cluster.client(1 + seed % 3)) {
      for (int round = 0; round < ROUNDS; round++) {
        String body =
            "{\"id\":%d,\"by\":%d,\"round\":%d}".formatted(random.nextInt(KEYS), seed, round);
        Answer answer =
            switch (random.nextInt(4)) {
              case 0 -> client.put("/indexes/same/documents?primaryKey=id", "[" + body + "]");
              case 1 ->
                  client.post(
                      "/indexes/same/documents/delete-batch", "[" + random.nextInt(KEYS) + "]");
              default ->
                  client.addDocuments(
                      "same",
                      Optional.of("id"),
                      IntStream.range(0, 5).mapToObj(i -> body).distinct().toList());
            };
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        tasks.add(answer.json().path("taskUid").asLong());
      }
    }
    return tasks;
  }

  /** Each member reads the copies beside it, so equal answers mean equal copies. */
  private static void copiesAreEqual(ClusterProcesses cluster) {
    Set<JsonNode> answers = new HashSet<>();
    for (int number = 1; number <= 3; number++) {
      try (ApiClient client = cluster.client(number)) {
        JsonNode page = client.get("/indexes/same/documents?limit=1000").orThrow("page").json();
        assertThat(page.path("total").asInt()).isPositive();
        answers.add(page);
        JsonNode shards = client.get("/_miroir/shards").orThrow("shards").json();
        assertThat(shards.findValuesAsText("state")).containsOnly("in-sync");
        for (JsonNode shard : shards.findValues("replicas")) {
          assertThat(new HashSet<>(shard.findValuesAsText("sequence"))).as("%s", shard).hasSize(1);
        }
      }
    }
    assertThat(answers).hasSize(1);
  }
}
