package io.miroir.topology.formation;

import io.miroir.routing.MemberEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a member does that knows its cluster but is not in it. Pure.
 *
 * <p>Why never two clusters: one forms only where a majority of the known members answers, and no
 * cluster is up before a majority has joined it (a process joins one cluster only). Known members
 * change one at a time, each change stored by all reachable members first, so majorities of
 * neighbouring lists always share a member; and whoever has the older list takes over the newer one
 * from the first member that has it.
 */
final class FormationRules {
  private FormationRules() {}

  sealed interface Decision {}

  /** Enter through these members ({@code host:port} of the cluster's own protocol). */
  record Join(List<String> clusterAddresses) implements Decision {}

  /** Make the cluster: the others will come here. */
  record Form() implements Decision {}

  record Wait(String reason) implements Decision {}

  /** Leave the cluster this member began; another one is, or will be, the right one. */
  record StartOver(String reason) implements Decision {}

  /** The newest list of members that is known to anybody who answered. */
  static MemberIdentity withNewestMembers(MemberIdentity self, List<MemberReport> answers) {
    return answers.stream()
        .filter(answer -> answer.membersVersion() > self.membersVersion())
        .max(Comparator.comparingLong(MemberReport::membersVersion))
        .map(newest -> self.inCluster(self.clusterId(), newest.membersVersion(), newest.members()))
        .orElse(self);
  }

  /**
   * @param self with the newest list of members
   * @param answers of the other members of this cluster that could be reached
   */
  static Decision outside(MemberIdentity self, List<MemberReport> answers) {
    List<String> up = addresses(answers, Phase.UP);
    if (!up.isEmpty()) {
      return new Join(up);
    }
    Optional<MemberReport> forming =
        answers.stream()
            .filter(answer -> answer.phase() == Phase.FORMING)
            .min(Comparator.comparing(MemberReport::memberId));
    if (forming.isPresent()) {
      return new Join(List.of(forming.get().clusterAddress()));
    }
    return among(self, answers);
  }

  private static Decision among(MemberIdentity self, List<MemberReport> answers) {
    List<String> present =
        Stream.concat(Stream.of(self.memberId()), answers.stream().map(MemberReport::memberId))
            .filter(id -> known(self, id))
            .distinct()
            .sorted()
            .toList();
    if (!known(self, self.memberId())) {
      return new Wait("this member was removed from the cluster");
    }
    if (present.size() < self.majority()) {
      return new Wait(
          "%d of %d known members are there, %d are needed"
              .formatted(present.size(), self.members().size(), self.majority()));
    }
    return present.getFirst().equals(self.memberId())
        ? new Form()
        : new Wait("member " + present.getFirst() + " is to form the cluster");
  }

  private static boolean known(MemberIdentity self, String memberId) {
    return self.members().stream().map(MemberEntry::id).anyMatch(memberId::equals);
  }

  /**
   * For a member that began a cluster which is not up yet.
   *
   * @param inMine {@code host:port} of those that are in this member's cluster
   */
  static Decision whileForming(
      MemberIdentity self, List<MemberReport> answers, List<String> inMine) {
    List<MemberReport> elsewhere =
        answers.stream().filter(a -> !inMine.contains(a.clusterAddress())).toList();
    if (!addresses(elsewhere, Phase.UP).isEmpty()) {
      return new StartOver("another part of the cluster is up already");
    }
    boolean lower =
        elsewhere.stream()
            .filter(answer -> answer.phase() == Phase.FORMING)
            .anyMatch(answer -> answer.memberId().compareTo(self.memberId()) < 0);
    return lower
        ? new StartOver("another member forms the cluster")
        : new Wait("waiting for a majority of members to join");
  }

  private static List<String> addresses(List<MemberReport> answers, Phase phase) {
    return answers.stream()
        .filter(answer -> answer.phase() == phase)
        .map(MemberReport::clusterAddress)
        .toList();
  }
}
