package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import io.miroir.ctl.MemberProcess;
import io.miroir.ctl.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members under constant traffic become four; then one is killed for good. The data follows
 * by itself, and no client notices.
 */
class GrowingClusterIT {
  private static final String INDEX = "numbers";
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String FORGOTTEN = "was removed: no copy is wanted here any more";

  @TempDir private Path folder;

  @Test
  void theDataFollowsTheNodesAndNoClientNotices() {
    try (ClusterProcesses cluster =
            ClusterProcesses.ready(
                folder, 3, "--replication-factor", "2", "--shards", "8", "--heal-after", "15");
        ApiClient one = cluster.client(1);
        ApiClient two = cluster.client(2)) {
      prepare(one);
      Set<Integer> acknowledged = new HashSet<>();
      try (Traffic traffic = new Traffic(INDEX, List.of(one, two));
          Edits edits = new Edits(INDEX, two)) {
        traffic.start();
        edits.start();
        await("some documents", () -> traffic.acknowledged().size() >= 400 && edits.done() > 20);
        cluster.grow();
        await("the new node has its copies", () -> rebalanced(one));
        assertThat(traffic.searchFaultsAfter(0)).as("searches while it grew").isEmpty();
        assertThat(traffic.writeFaults()).as("writes while it grew").isEmpty();
        assertThat(edits.faults()).as("edits while it grew").isEmpty();
        noCopyIsLeftOver(one);

        cluster.kill(3);
        long killed = System.nanoTime();
        await(
            "every shard has two copies on living nodes",
            () -> whole(one, cluster.members().size() - 1));
        System.out.printf(
            "redundancy back %.1f s after the kill%n", (System.nanoTime() - killed) / 1e9);
        traffic.close();
        edits.close();
        acknowledged.addAll(traffic.acknowledged());
        assertThat(traffic.searchFaultsAfter(killed + Duration.ofSeconds(3).toNanos()))
            .as("searches after the kill")
            .isEmpty();
        await("all is in sync", () -> copiesAgree(one));
        for (int number : new int[] {1, 2, 4}) {
          try (ApiClient client = cluster.client(number)) {
            assertThat(edits.differences(client)).isEmpty();
            everythingIsThereOnce(client, acknowledged);
          }
        }
      }
      await("what moved away is removed", () -> someoneForgotAShard(cluster));
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

  private static void await(String what, BooleanSupplier condition) {
    assertThat(
            Poll.until(LONG, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()))
        .as(what + " within " + LONG)
        .isPresent();
  }

  private static JsonNode get(ApiClient client, String path) {
    return client.get(path).json();
  }

  /**
   * The cluster began something by itself, all of it has ended, and nothing more is to be moved.
   */
  private static boolean rebalanced(ApiClient client) {
    JsonNode operations = get(client, "/_miroir/operations").path("operations");
    boolean ended =
        !operations.isEmpty()
            && operations.findValues("endedAt").stream().allMatch(JsonNode::isTextual);
    return ended
        && client.post("/_miroir/rebalance?dryRun=true", "").json().path("steps").asInt(-1) == 0
        && get(client, "/_miroir/nodes").path("nodes").size() == 4;
  }

  private static void noCopyIsLeftOver(ApiClient client) {
    long held = 0;
    for (JsonNode node : get(client, "/_miroir/nodes").path("nodes")) {
      held += node.path("copies").asLong();
    }
    assertThat(held).as("copies of 8 shards").isEqualTo(16);
  }

  private static boolean whole(ApiClient client, int living) {
    JsonNode nodes = get(client, "/_miroir/nodes").path("nodes");
    Set<String> there = new HashSet<>();
    for (JsonNode node : nodes) {
      if (node.path("state").asText().equals("active")) {
        there.add(node.path("id").asText());
      }
    }
    if (there.size() != living) {
      return false;
    }
    for (JsonNode replicas : get(client, "/_miroir/shards").findValues("replicas")) {
      int good = 0;
      for (JsonNode replica : replicas) {
        good +=
            there.contains(replica.path("node").asText())
                    && replica.path("state").asText().equals("in-sync")
                ? 1
                : 0;
      }
      if (good != 2 || replicas.size() != 2) {
        return false;
      }
    }
    return true;
  }

  private static boolean copiesAgree(ApiClient client) {
    List<JsonNode> shards = get(client, "/_miroir/shards").findValues("replicas");
    for (JsonNode shard : shards) {
      Set<String> seen = new HashSet<>();
      shard.forEach(r -> seen.add(r.path("state").asText() + " " + r.path("sequence").asText()));
      if (seen.size() != 1 || !seen.iterator().next().startsWith("in-sync")) {
        return false;
      }
    }
    return !shards.isEmpty();
  }

  private static void everythingIsThereOnce(ApiClient client, Set<Integer> acknowledged) {
    JsonNode page =
        get(client, "/indexes/" + INDEX + "/documents?limit=1000000&fields=id").path("results");
    List<Integer> found = new ArrayList<>();
    page.forEach(document -> found.add(document.path("id").asInt()));
    assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
    JsonNode search =
        client
            .post(
                "/indexes/" + INDEX + "/search",
                "{\"q\":\"\",\"hitsPerPage\":1,\"facets\":[\"parity\"]}")
            .json();
    JsonNode parity = search.path("facetDistribution").path("parity");
    assertThat(search.path("totalHits").asInt()).isEqualTo(found.size());
    long even = found.stream().filter(id -> id >= 0 && id % 2 == 0).count();
    assertThat(parity.path("even").asLong()).isEqualTo(even);
  }

  private static boolean someoneForgotAShard(ClusterProcesses cluster) {
    return cluster.members().stream().anyMatch(member -> log(member).contains(FORGOTTEN));
  }

  private static String log(MemberProcess member) {
    try {
      return Files.readString(member.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
