package io.miroir.topology.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.routing.MemberEntry;
import io.miroir.routing.TopologyPart;
import io.miroir.testing.TestMember;
import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies on disk decides who a member is; no actor system is needed for that. */
class FirstStepsTest {
  @TempDir Path folder;

  private FormationConfig config(String directory, Optional<String> database) throws IOException {
    FormationConfig.Address http =
        new FormationConfig.Address("127.0.0.1", RunningMember.freePort());
    return new FormationConfig(
        folder.resolve(directory),
        new FormationConfig.Http(http, http, Optional.empty()),
        new FormationConfig.Address("127.0.0.1", 0),
        List.of(),
        Optional.empty(),
        database,
        Optional.empty());
  }

  private FormationConfig config(String directory) throws IOException {
    return config(directory, Optional.empty());
  }

  @Test
  void aRestartedMemberIsTheSameWithTheSamePort() throws Exception {
    FormationConfig config = config("a");
    MemberIdentity first;
    try (Formation formation = Formation.begin(config)) {
      first = formation.identity();
      assertThat(formation.decision()).isEqualTo(new FormationRules.Form());
      assertThat(first.members()).extracting(MemberEntry::id).containsExactly(first.memberId());
    }

    try (Formation again = Formation.begin(config)) {
      assertThat(again.identity()).isEqualTo(first);
      assertThat(again.akkaConfig().getInt("akka.cluster.min-nr-of-members")).isEqualTo(1);
      assertThat(again.akkaConfig().getString("akka.remote.artery.canonical.hostname"))
          .isEqualTo("127.0.0.1");
    }
  }

  @Test
  void newerListsOfMembersAreStoredAndOlderOnesNot() throws Exception {
    FormationConfig config = config("a");
    List<MemberEntry> two =
        List.of(new MemberEntry("x", "h:1", "h:2"), new MemberEntry("y", "h:3", "h:4"));
    try (Formation formation = Formation.begin(config)) {
      TestMember.get(formation.store(new TopologyPart(7, List.of(), two, List.of())));
      TestMember.get(
          formation.store(new TopologyPart(6, List.of(), List.of(two.get(0)), List.of())));
      TestMember.get(formation.store(TopologyPart.EMPTY));
    }

    try (IdentityFile file = IdentityFile.open(config.dataDir())) {
      assertThat(file.read().orElseThrow().members()).isEqualTo(two);
      assertThat(file.read().orElseThrow().majority()).isEqualTo(2);
    }
  }

  @Test
  void aDatabaseOfAnotherClusterIsRefusedAndTheDirectoryStaysFree() throws Exception {
    String url;
    try (Formation formation = Formation.begin(config("a"))) {
      url = formation.database().url().jdbc();
    }

    assertThatThrownBy(() -> Formation.begin(config("b", Optional.of(url))))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("belongs to cluster");

    try (Formation formation = Formation.begin(config("b"))) {
      assertThat(formation.clusterId()).isNotEmpty();
    }
  }

  @Test
  void aLostDatabaseIsNeverReplacedByANewOne() throws Exception {
    FormationConfig config = config("a");
    try (Formation formation = Formation.begin(config)) {
      assertThat(formation.database().exists()).isTrue();
    }
    Files.delete(config.dataDir().resolve("database/miroir.mv.db"));

    assertThatThrownBy(() -> Formation.begin(config))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("missing or empty");
  }

  @Test
  void anEmbeddedDatabaseOfAnotherMachineIsRefusedWithWhatToDo() {
    Database elsewhere = Database.at(DatabaseUrl.parse("h2:" + folder.resolve("not/here")));
    DatabaseCheck check = new DatabaseCheck(elsewhere, new CountDownLatch(1));

    assertThatThrownBy(() -> check.reachableFromHere("c1"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("on another machine")
        .hasMessageContaining("--database postgresql://");
    assertThat(folder.resolve("not")).doesNotExist();
  }

  @Test
  void aDatabaseOfAnotherMachineAtTheSamePathIsNotMistakenForIt() throws Exception {
    Database mine = Database.at(DatabaseUrl.embedded(folder));
    mine.prepare("mine");
    DatabaseCheck check = new DatabaseCheck(mine, new CountDownLatch(1));

    assertThatThrownBy(() -> check.reachableFromHere("theirs"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("on another machine");
  }

  @Test
  void aDamagedIdentityIsReportedInsteadOfReplaced() throws Exception {
    FormationConfig config = config("a");
    Files.createDirectories(config.dataDir());
    Files.writeString(config.dataDir().resolve("member.json"), "{\"memberId\":");

    assertThatThrownBy(() -> Formation.begin(config))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("can't be read");
  }
}
