package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of a whole member asks for the right of the API's table, and keys outlive a kill. */
class KeysIT {
  private static final String MASTER = "master-key-of-the-keys-test";

  /** Method, path, action; {@code 1} and {@code x} are nothing that exists. */
  private static final List<String> ROUTES =
      """
      GET /version version
      GET /stats stats.get
      GET /indexes indexes.get
      POST /indexes indexes.create
      GET /indexes/d indexes.get
      PATCH /indexes/d indexes.update
      DELETE /indexes/x indexes.delete
      GET /indexes/d/stats stats.get
      POST /indexes/d/compact indexes.compact
      POST /indexes/d/fields fields.post
      GET /indexes/d/documents documents.get
      POST /indexes/d/documents documents.add
      PUT /indexes/d/documents documents.add
      DELETE /indexes/x/documents documents.delete
      POST /indexes/d/documents/fetch documents.get
      POST /indexes/d/documents/delete-batch documents.delete
      POST /indexes/d/documents/delete documents.delete
      GET /indexes/d/documents/1 documents.get
      DELETE /indexes/d/documents/x documents.delete
      GET /indexes/d/search search
      POST /indexes/d/search search
      POST /indexes/d/facet-search search
      GET /indexes/d/similar search
      POST /indexes/d/similar search
      GET /indexes/d/settings settings.get
      PATCH /indexes/d/settings settings.update
      DELETE /indexes/x/settings settings.update
      GET /indexes/d/settings/stop-words settings.get
      PUT /indexes/d/settings/stop-words settings.update
      DELETE /indexes/d/settings/synonyms settings.update
      POST /multi-search search
      GET /tasks tasks.get
      GET /tasks/1 tasks.get
      POST /tasks/cancel?uids=99999 tasks.cancel
      DELETE /tasks?uids=99999 tasks.delete
      GET /batches tasks.get
      GET /batches/1 tasks.get
      GET /keys keys.get
      POST /keys keys.create
      GET /keys/x keys.get
      PATCH /keys/x keys.update
      DELETE /keys/x keys.delete
      POST /dumps dumps.create
      POST /snapshots snapshots.create
      POST /swap-indexes indexes.swap
      GET /experimental-features experimental.get
      PATCH /experimental-features experimental.update
      GET /network network.get
      GET /webhooks webhooks.get
      POST /webhooks webhooks.create
      """
          .lines()
          .toList();

  @TempDir private Path folder;

  private static ApiClient with(ApiClient master, String key) {
    return new ApiClient(master.base(), Optional.of(key));
  }

  private static Answer send(ApiClient client, String method, String path) {
    return client.sendAsync(method, path, "{}").join();
  }

  private static String key(ApiClient master, String action) {
    Answer made =
        master.post(
            "/keys", "{\"actions\":[\"" + action + "\"],\"indexes\":[\"*\"],\"expiresAt\":null}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().path("key").asText();
  }

  private static List<String> names(ApiClient master) {
    JsonNode all = master.get("/keys?limit=1000").json().path("results");
    return StreamSupport.stream(all.spliterator(), false)
        .map(key -> key.path("name").asText())
        .filter(name -> name.startsWith("Default "))
        .toList();
  }

  @Test
  void everyRouteAsksForItsRightAndKeysOutliveAKill() {
    try (ClusterProcesses cluster = ClusterProcesses.started(folder, 1, Optional.of(MASTER))) {
      cluster.awaitReady();
      Map<String, String> keys = new HashMap<>();
      try (ApiClient master = cluster.client(1);
          ApiClient nobody = new ApiClient(master.base(), Optional.empty())) {
        master.awaitTask(
            master.post("/indexes/d/documents", "[{\"id\":1}]").json().path("taskUid").asLong());
        for (String route : ROUTES) {
          String[] parts = route.split(" ");
          String right = keys.computeIfAbsent(parts[2], action -> key(master, action));
          String wrong =
              keys.computeIfAbsent(
                  parts[2].equals("search") ? "version" : "search", action -> key(master, action));
          assertThat(send(nobody, parts[0], parts[1]).status()).as(route).isEqualTo(401);
          try (ApiClient stranger = with(master, wrong);
              ApiClient holder = with(master, right)) {
            assertThat(send(stranger, parts[0], parts[1]).status()).as(route).isEqualTo(403);
            Answer answer = send(holder, parts[0], parts[1]);
            assertThat(answer.status()).as(route + answer.body()).isNotIn(401, 403, 405, 500);
          }
        }
        assertThat(nobody.get("/_miroir/topology").status()).isEqualTo(401);
        assertThat(master.delete("/keys/" + keys.get("version")).status()).isEqualTo(204);
      }
      cluster.kill(1);
      cluster.restart(1);
      cluster.awaitReady();
      try (ApiClient master = cluster.client(1);
          ApiClient deleted = with(master, keys.get("version"));
          ApiClient kept = with(master, keys.get("stats.get"))) {
        assertThat(deleted.get("/version").status()).isEqualTo(403);
        assertThat(kept.get("/stats").status()).isEqualTo(200);
        assertThat(names(master)).hasSize(4);
      }
    }
  }
}
