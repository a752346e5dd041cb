package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import io.miroir.ctl.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three members, two copies of every shard, constant traffic: a member is killed and comes back.
 */
class KilledMemberIT {
  private static final String INDEX = "numbers";

  /** The goal is one second; machines that run tests are busy with three JVMs that warm up. */
  private static final Duration SEARCH_GRACE = Duration.ofSeconds(3);

  /** The goal is ten seconds; again, not for machines that run tests. */
  private static final Duration WRITE_GRACE = Duration.ofSeconds(45);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  /** The first member has the database open for all three; the last has only its node. */
  @ParameterizedTest
  @ValueSource(ints = {3, 1})
  void searchesStayWholeWritesGoOnAndNothingAcknowledgedIsLost(int victim) {
    try (ClusterProcesses cluster =
        ClusterProcesses.ready(folder, 3, "--replication-factor", "2", "--shards", "8")) {
      Set<Integer> acknowledged = new HashSet<>();
      try (ApiClient one = cluster.client(victim == 1 ? 3 : 1);
          ApiClient two = cluster.client(2)) {
        prepare(one);
        try (Traffic traffic = new Traffic(INDEX, List.of(one, two))) {
          traffic.start();
          await(PATIENCE, () -> traffic.acknowledged().size() >= 400);
          cluster.kill(victim);
          long killed = System.nanoTime();
          await(
              PATIENCE,
              () ->
                  traffic.writesAfter(killed).stream().filter(Traffic.Write::degraded).count() > 5);
          judge(traffic, killed);
          acknowledged.addAll(traffic.acknowledged());
          cluster.restart(victim);
          cluster.awaitReady();
          assertThat(traffic.searchFaultsAfter(killed + SEARCH_GRACE.toNanos()))
              .as("searches that failed or missed documents")
              .isEmpty();
          traffic.close();
          acknowledged.addAll(traffic.acknowledged());
        }
        await(PATIENCE, () -> everyCopyIsInSync(one));
      }
      cluster.killAll();
      cluster.restart(2, 3, 1);
      cluster.awaitReady();
      everyAcknowledgedDocumentIsThereOnce(cluster, acknowledged);
    }
  }

  private static void prepare(ApiClient client) {
    client.post("/indexes", "{\"uid\":\"" + INDEX + "\",\"primaryKey\":\"id\"}").orThrow("create");
    Answer settings =
        client.patch(
            "/indexes/" + INDEX + "/settings",
            "{\"filterableAttributes\":[\"parity\"],\"pagination\":{\"maxTotalHits\":1000000}}");
    client.awaitTask(settings.orThrow("settings").json().path("taskUid").asLong());
  }

  private static void await(Duration time, java.util.function.BooleanSupplier condition) {
    assertThat(
            Poll.until(time, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()))
        .as("within " + time)
        .isPresent();
  }

  private static void judge(Traffic traffic, long killed) {
    assertThat(traffic.searches()).as("searches at all").isGreaterThan(50);
    assertThat(traffic.searchFaultsAfter(killed + SEARCH_GRACE.toNanos()))
        .as("searches that failed or missed documents")
        .isEmpty();
    long first = traffic.writesAfter(killed).getFirst().nanos();
    System.out.printf(
        "first write %.1f s after the kill, last search fault %s%n",
        (first - killed) / 1e9,
        traffic.searchFaultsAfter(killed).stream()
            .reduce((a, b) -> b)
            .map(fault -> "%.1f s".formatted((fault.nanos() - killed) / 1e9) + " " + fault.what())
            .orElse("none"));
    assertThat(Duration.ofNanos(first - killed)).isLessThan(WRITE_GRACE);
  }

  /** The returned member missed writes: its copies are repaired, and end as far as the others. */
  private static boolean everyCopyIsInSync(ApiClient client) {
    JsonNode shards = client.get("/_miroir/shards").orThrow("shards").json();
    if (!Set.copyOf(shards.findValuesAsText("state")).equals(Set.of("in-sync"))) {
      return false;
    }
    for (JsonNode shard : shards.findValues("replicas")) {
      Set<Long> sequences = new HashSet<>();
      shard.forEach(replica -> sequences.add(replica.path("sequence").asLong()));
      if (sequences.size() > 1) {
        return false;
      }
    }
    return true;
  }

  private static void everyAcknowledgedDocumentIsThereOnce(
      ClusterProcesses cluster, Set<Integer> acknowledged) {
    for (int number = 1; number <= 3; number++) {
      try (ApiClient client = cluster.client(number)) {
        Answer page =
            client.get("/indexes/" + INDEX + "/documents?limit=1000000&fields=id").orThrow("page");
        List<Integer> found =
            page.json().path("results").findValues("id").stream().map(JsonNode::asInt).toList();
        assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
        Answer search =
            client.post(
                "/indexes/" + INDEX + "/search",
                "{\"q\":\"\",\"hitsPerPage\":1,\"facets\":[\"parity\"]}");
        JsonNode parity = search.json().path("facetDistribution").path("parity");
        long even = found.stream().filter(id -> id % 2 == 0).count();
        assertThat(search.json().path("totalHits").asInt()).isEqualTo(found.size());
        assertThat(parity.path("even").asLong()).isEqualTo(even);
        assertThat(parity.path("odd").asLong()).isEqualTo(found.size() - even);
      }
    }
  }
}
