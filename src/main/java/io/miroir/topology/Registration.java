package io.miroir.topology;

import io.miroir.model.GroupId;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Whether and how a node becomes part of the topology. Pure. */
final class Registration {
  sealed interface Outcome permits Accepted, Known, Refused {}

  record Accepted(NodeEntry node) implements Outcome {}

  /** Exactly this is stored already. */
  record Known(NodeEntry node) implements Outcome {}

  record Refused(String reason) implements Outcome {}

  private Registration() {}

  /**
   * @param serving addresses of the members that are reachable now
   */
  static Outcome of(
      TopologyState state, NodeEntry announced, Set<String> serving, TopologyConfig config) {
    Optional<NodeEntry> before = state.node(announced.id());
    if (before.map(NodeEntry::state).equals(Optional.of(NodeEntry.State.REMOVED))) {
      return new Refused(
          "node %s was removed from the cluster; start it with an empty data directory"
              .formatted(announced.id()));
    }
    Optional<String> other =
        before.flatMap(NodeEntry::member).filter(m -> !announced.member().equals(Optional.of(m)));
    if (other.filter(serving::contains).isPresent()) {
      return new Refused(
          "node %s is already served by member %s; the same data must not serve twice"
              .formatted(announced.id(), other.get()));
    }
    NodeEntry node = settle(state, announced, before, config);
    return before.equals(Optional.of(node)) ? new Known(node) : new Accepted(node);
  }

  private static NodeEntry settle(
      TopologyState state, NodeEntry announced, Optional<NodeEntry> before, TopologyConfig config) {
    boolean draining = before.filter(n -> n.state() == NodeEntry.State.DRAINING).isPresent();
    NodeEntry.State lifecycle = draining ? NodeEntry.State.DRAINING : NodeEntry.State.ACTIVE;
    GroupId group =
        before.map(NodeEntry::group).orElseGet(() -> group(state, announced.group(), config));
    return new NodeEntry(
        announced.id(),
        announced.kind(),
        group,
        announced.zone(),
        lifecycle,
        announced.member(),
        announced.url());
  }

  /** A node that names no group goes to the smallest of those there shall be. */
  private static GroupId group(TopologyState state, GroupId announced, TopologyConfig config) {
    if (config.replicaGroups() == 1 || !announced.equals(GroupId.DEFAULT)) {
      return announced;
    }
    return IntStream.rangeClosed(1, config.replicaGroups())
        .mapToObj(number -> number == 1 ? GroupId.DEFAULT : new GroupId("group-" + number))
        .min(Comparator.comparingLong(group -> size(state, group)))
        .orElseThrow();
  }

  private static long size(TopologyState state, GroupId group) {
    return state.nodes().values().stream()
        .filter(node -> node.state() != NodeEntry.State.REMOVED && node.group().equals(group))
        .count();
  }

  /** A member that has another's address has taken its place: that one can't come back there. */
  static List<TopologyEvent> of(TopologyState state, MemberEntry member) {
    if (member.equals(state.members().get(member.id()))) {
      return List.of();
    }
    List<TopologyEvent> events = new ArrayList<>();
    state.members().values().stream()
        .filter(other -> !other.id().equals(member.id()))
        .filter(other -> other.clusterAddress().equals(member.clusterAddress()))
        .map(other -> new TopologyEvent.MemberForgotten(other.id()))
        .forEach(events::add);
    events.add(new TopologyEvent.MemberRegistered(member));
    return events;
  }

  /** The node goes, and the member that hosted it is no longer waited for. */
  static List<TopologyEvent> removal(TopologyState state, NodeEntry node) {
    List<TopologyEvent> events = new ArrayList<>();
    events.add(new TopologyEvent.NodeRemoved(node.id()));
    state.members().values().stream()
        .filter(
            member ->
                node.member().filter(m -> m.endsWith("@" + member.clusterAddress())).isPresent())
        .map(MemberEntry::id)
        .map(TopologyEvent.MemberForgotten::new)
        .forEach(events::add);
    return events;
  }
}
