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

/** Three members as processes, two copies of every shard. */
class ThreeMembersIT {
  private static final int DOCUMENTS = 600;

  @TempDir private Path folder;

  private static List<String> documents() {
    return IntStream.range(0, DOCUMENTS)
        .mapToObj("{\"id\":%1$d,\"name\":\"thing %1$d\"}"::formatted)
        .toList();
  }

  @Test
  void formServeExactlyAndComeBackInAnyOrder() {
    try (ClusterProcesses cluster =
        ClusterProcesses.ready(folder, 3, "--replication-factor", "2", "--shards", "8")) {
      try (ApiClient one = cluster.client(1)) {
        Answer accepted = one.addDocuments("things", Optional.of("id"), documents());
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        long task = accepted.json().path("taskUid").asLong();
        assertThat(one.awaitTask(task).path("status").asText()).isEqualTo("succeeded");
      }
      everyMemberServesAll(cluster);
      cluster.killAll();
      cluster.restart(3, 1, 2);
      cluster.awaitReady();
      everyMemberServesAll(cluster);
    }
  }

  private static void everyMemberServesAll(ClusterProcesses cluster) {
    for (int number = 1; number <= 3; number++) {
      try (ApiClient client = cluster.client(number)) {
        Answer page = client.get("/indexes/things/documents?limit=1000&fields=id");
        assertThat(page.json().path("total").asInt()).as(page.body()).isEqualTo(DOCUMENTS);
        assertThat(page.json().path("results").findValuesAsText("id"))
            .doesNotHaveDuplicates()
            .hasSize(DOCUMENTS);
        Answer found =
            client.post("/indexes/things/search", "{\"q\":\"thing\",\"hitsPerPage\":20}");
        assertThat(found.json().path("totalHits").asInt()).as(found.body()).isEqualTo(DOCUMENTS);
      }
    }
  }
}
