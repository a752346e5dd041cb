package io.miroir.topology.formation;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.MemberEntry;
import io.miroir.topology.Topology;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;

/**
 * Lets new members in: makes one known to the whole cluster first, so that it counts wherever a
 * majority is needed, and tells it then how to join.
 */
final class Doorkeeper {
  private final ActorSystem<?> system;
  private final Topology topology;
  private final Formation formation;

  Doorkeeper(ActorSystem<?> system, Topology topology, Formation formation) {
    this.system = system;
    this.topology = topology;
    this.formation = formation;
  }

  CompletionStage<JoinAnswer> admit(JoinRequest request) {
    if (formation.phase() != Phase.UP) {
      return CompletableFuture.failedFuture(
          ProblemException.of(
              ErrorCode.MIROIR_UNAVAILABLE, "This member is not in its cluster yet."));
    }
    MemberEntry member =
        new MemberEntry(request.memberId(), request.httpAddress(), request.clusterAddress());
    return topology
        .registerMember(member)
        .thenApply(
            known ->
                new JoinAnswer(
                    formation.clusterId(),
                    formation.database().url().jdbc(),
                    seeds(),
                    known.version(),
                    known.members()));
  }

  private List<String> seeds() {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status() == MemberStatus.up())
        .map(Doorkeeper::address)
        .toList();
  }

  static String address(Member member) {
    return new FormationConfig.Address(
            member.address().getHost().orElseThrow(), member.address().getPort().orElseThrow())
        .toString();
  }
}
