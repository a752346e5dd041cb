package io.miroir.topology;

import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Who serves now, as this member's cluster sees it.
 *
 * @param unique unique addresses: one process each
 * @param addresses the same members' addresses, which a restarted process may have again
 * @param silent unique addresses of members that can't be reached, though they may still serve
 */
record ClusterMembers(Set<String> unique, Set<String> addresses, Set<String> silent) {
  private static final Set<MemberStatus> SERVING =
      Set.of(MemberStatus.up(), MemberStatus.weaklyUp(), MemberStatus.leaving());

  static Supplier<ClusterMembers> of(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    return () -> reachable(cluster.state());
  }

  private static ClusterMembers reachable(ClusterEvent.CurrentClusterState state) {
    Set<Member> reachable =
        StreamSupport.stream(state.getMembers().spliterator(), false)
            .filter(member -> SERVING.contains(member.status()))
            .filter(member -> !state.getUnreachable().contains(member))
            .collect(Collectors.toSet());
    return new ClusterMembers(
        reachable.stream().map(m -> m.uniqueAddress().toString()).collect(Collectors.toSet()),
        reachable.stream().map(m -> m.address().toString()).collect(Collectors.toSet()),
        state.getUnreachable().stream()
            .map(m -> m.uniqueAddress().toString())
            .collect(Collectors.toSet()));
  }
}
