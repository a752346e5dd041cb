package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import io.miroir.ctl.MemberProcess;
import io.miroir.ctl.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that stands still for longer than the others wait, as a paused virtual machine does, is
 * out of the cluster when it wakes up; it comes back by itself.
 */
class PausedMemberIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void comesBackByItselfAndServesWhatWasWrittenMeanwhile() throws Exception {
    try (ClusterProcesses cluster =
            ClusterProcesses.ready(folder, 3, "--replication-factor", "2", "--shards", "4");
        ApiClient one = cluster.client(1);
        ApiClient three = cluster.client(3)) {
      write(one, 1);
      signal(cluster.member(3), "STOP");
      try {
        await("writes go on", () -> writes(one, 2) && alone(one));
      } finally {
        signal(cluster.member(3), "CONT");
      }
      await("it is back", () -> !alone(one) && three.get("/_miroir/ready").ok());
      Answer all = three.get("/indexes/things/documents").orThrow("documents");
      assertThat(all.json().path("results").findValuesAsText("id"))
          .containsExactlyInAnyOrder("1", "2");
      assertThat(cluster.member(3).alive()).as("the same process").isTrue();
    }
  }

  private static void write(ApiClient client, int id) {
    Answer accepted =
        client.addDocuments("things", Optional.of("id"), List.of("{\"id\":" + id + "}"));
    client.awaitTask(accepted.orThrow("write").json().path("taskUid").asLong());
  }

  private static boolean writes(ApiClient client, int id) {
    return client.addDocuments("things", Optional.of("id"), List.of("{\"id\":" + id + "}")).ok();
  }

  /** Whether the cluster of this member goes on without another. */
  private static boolean alone(ApiClient client) {
    return client
        .get("/_miroir/topology")
        .json()
        .path("nodes")
        .findValuesAsText("reachable")
        .contains("false");
  }

  private static void signal(MemberProcess member, String signal) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(member.process().pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    assertThat(
            Poll.until(
                PATIENCE, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()))
        .as(what)
        .isPresent();
  }
}
