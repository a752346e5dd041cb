package io.miroir.topology.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.miroir.testing.TestMember;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole starts and restarts of members, each with its actor system, in one JVM. */
class FormationTest {
  private static final Optional<String> KEY = Optional.of("the-master-key-of-all");
  private static final Optional<String> NO_KEY = Optional.empty();

  @TempDir Path folder;

  @Test
  void threeMembersJoinAndComeBackInAnyOrderAsOneCluster() throws Exception {
    int[] ports = {RunningMember.freePort(), RunningMember.freePort(), RunningMember.freePort()};
    String cluster;
    String[] addresses = new String[3];
    try (RunningMember a = member(0, ports);
        RunningMember b = member(1, ports, ports[0]);
        RunningMember c = member(2, ports, ports[0])) {
      List.of(a, b, c).forEach(RunningMember::awaitUp);
      cluster = a.formation().clusterId();
      TestMember.await("three are up", () -> membersUp(c) == 3);
      for (RunningMember member : List.of(a, b, c)) {
        assertThat(member.formation().clusterId()).isEqualTo(cluster);
        TestMember.await("all know all", () -> member.formation().identity().members().size() == 3);
      }
      addresses[1] = b.formation().identity().clusterAddress();
    }

    // All were stopped. One alone is no majority of three; nothing serves.
    try (RunningMember c = member(2, ports)) {
      TestMember.await(
          "it says what it waits for",
          () ->
              get(ports[2], "/_miroir/ready")
                  .filter(r -> r.statusCode() == 503)
                  .filter(r -> r.body().contains("1 of 3 known members"))
                  .isPresent());
      assertThat(c.up).isNotDone();

      // Two are; and the third finds them. No --join any more.
      try (RunningMember b = member(1, ports)) {
        List.of(b, c).forEach(RunningMember::awaitUp);
        assertThat(b.formation().clusterId()).isEqualTo(cluster);
        assertThat(b.formation().identity().clusterAddress()).isEqualTo(addresses[1]);
        try (RunningMember a = member(0, ports)) {
          a.awaitUp();
          TestMember.await("one cluster", () -> membersUp(a) == 3 && membersUp(b) == 3);
        }
      }
    }
  }

  private RunningMember member(int number, int[] ports, int... join) {
    return RunningMember.start(folder.resolve("data" + number), ports[number], KEY, join);
  }

  private static long membersUp(RunningMember member) {
    return StreamSupport.stream(
            Cluster.get(member.system()).state().getMembers().spliterator(), false)
        .filter(m -> m.status() == MemberStatus.up())
        .count();
  }

  /** Empty while nobody listens there. */
  private static Optional<HttpResponse<String>> get(int port, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMemberWithoutTheMasterKeyIsNotLetIn() throws Exception {
    int first = RunningMember.freePort();
    try (RunningMember a = RunningMember.start(folder.resolve("a"), first, KEY);
        RunningMember b =
            RunningMember.start(folder.resolve("b"), RunningMember.freePort(), NO_KEY, first)) {
      a.awaitUp();

      assertThatThrownBy(b::awaitUp)
          .isInstanceOf(FormationException.class)
          .hasMessageContaining("master key");
      assertThat(get(first, "/_miroir/cluster/state").orElseThrow().statusCode()).isEqualTo(403);
    }
  }

  @Test
  void dataOfAnotherClusterIsRefusedAndSoIsDataInUse() throws Exception {
    int one = RunningMember.freePort();
    int two = RunningMember.freePort();
    try (RunningMember a = RunningMember.start(folder.resolve("a"), one, NO_KEY);
        RunningMember b = RunningMember.start(folder.resolve("b"), two, NO_KEY)) {
      List.of(a, b).forEach(RunningMember::awaitUp);
      try (RunningMember again = RunningMember.start(folder.resolve("b"), two, NO_KEY)) {
        assertThatThrownBy(again::awaitUp)
            .isInstanceOf(FormationException.class)
            .hasMessageContaining("in use by another running member");
      }
      b.close();
      try (RunningMember lost = RunningMember.start(folder.resolve("b"), two, NO_KEY, one)) {
        assertThatThrownBy(lost::awaitUp)
            .isInstanceOf(FormationException.class)
            .hasMessageContaining("belongs to cluster");
      }
    }
  }
}
