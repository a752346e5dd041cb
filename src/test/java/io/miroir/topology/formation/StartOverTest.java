package io.miroir.topology.formation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import io.miroir.routing.MemberEntry;
import io.miroir.testing.TestMember;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two parts of one cluster begin at once: the one that is not up gives way. */
class StartOverTest {
  private static final Optional<String> NO_KEY = Optional.empty();

  @TempDir Path folder;

  @Test
  void whoFormsStartsOverWhenAnotherPartIsUpAndTriesToJoinItThen() throws Exception {
    int here = RunningMember.freePort();
    int there = RunningMember.freePort();
    FormationConfig.Address other = new FormationConfig.Address("127.0.0.1", there);
    MemberEntry peer =
        new MemberEntry("zz", other.toString(), "127.0.0.1:" + RunningMember.freePort());
    MemberIdentity self = knowing(here, peer);
    AtomicReference<Phase> phase = new AtomicReference<>(Phase.SEARCHING);
    try (BootstrapServer fake =
            BootstrapServer.start(
                new FormationConfig.Http(other, other, Optional.empty()),
                new MasterKeyCheck(NO_KEY),
                () ->
                    new MemberReport(
                        self.clusterId(),
                        peer.id(),
                        peer.clusterAddress(),
                        phase.get(),
                        5,
                        self.members()),
                () -> "not ready");
        RunningMember member = RunningMember.start(folder, here, NO_KEY)) {
      TestMember.await(
          "it forms, and waits for the other",
          () -> member.system() != null && member.formation().phase() == Phase.FORMING);
      Formation first = member.formation();
      ActorSystem<Void> firstSystem = member.system();

      phase.set(Phase.UP);

      TestMember.await(
          "it begins again and wants to join",
          () -> member.formation() != first && member.formation().phase() == Phase.JOINING);
      assertThat(member.formation().decision())
          .isEqualTo(new FormationRules.Join(List.of(peer.clusterAddress())));
      assertThat(member.up).isNotDone();
      TestMember.await("it has an actor system again", () -> member.system() != firstSystem);
    }
  }

  /** A directory of a member that knows one more. */
  private MemberIdentity knowing(int port, MemberEntry peer) {
    FormationConfig.Address http = new FormationConfig.Address("127.0.0.1", port);
    FormationConfig config =
        new FormationConfig(
            folder,
            new FormationConfig.Http(http, http, Optional.empty()),
            new FormationConfig.Address("127.0.0.1", 0),
            List.of(),
            NO_KEY,
            Optional.empty(),
            Optional.empty());
    try (Formation founder = Formation.begin(config)) {
      assertThat(founder.clusterId()).isNotEmpty();
    }
    try (IdentityFile file = IdentityFile.open(folder)) {
      MemberIdentity alone = file.read().orElseThrow();
      MemberIdentity two = alone.inCluster(alone.clusterId(), 5, List.of(alone.self(), peer));
      file.write(two);
      return two;
    }
  }
}
