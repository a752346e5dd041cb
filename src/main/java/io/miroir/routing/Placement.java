package io.miroir.routing;

import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the replicas of a shard should be: in each group, the nodes with the highest rendezvous
 * scores that the rules allow. Depends on nothing but the nodes and the shard.
 */
public final class Placement {
  private static final List<PlacementDecider> DECIDERS =
      List.of(new NodeStateDecider(), new OneCopyPerNodeDecider(), new SpreadAcrossZonesDecider());

  /** One node judged for the next replica of a shard. */
  public record Judged(NodeId node, double score, List<Verdict> verdicts) {
    Verdict.Answer answer() {
      return verdicts.stream().reduce(Verdict::worst).orElseThrow().answer();
    }
  }

  private record Scored(NodeEntry node, double score) {}

  private Placement() {}

  /**
   * New replicas of a shard in every group, all in sync (there is nothing yet to miss); per group
   * at most {@code replicationFactor}, fewer when it has too few active nodes.
   */
  public static List<Replica> place(
      ShardId shard, int replicationFactor, Collection<NodeEntry> nodes) {
    Map<GroupId, List<NodeEntry>> groups =
        nodes.stream()
            .collect(Collectors.groupingBy(NodeEntry::group, TreeMap::new, Collectors.toList()));
    List<Replica> replicas = new ArrayList<>();
    groups.forEach(
        (group, members) ->
            choose(shard, replicationFactor, members)
                .forEach(
                    node -> replicas.add(new Replica(node.id(), group, Replica.State.IN_SYNC))));
    return replicas;
  }

  /** The nodes of one group for a shard, best first. */
  static List<NodeEntry> choose(ShardId shard, int replicationFactor, List<NodeEntry> group) {
    List<Scored> ranked = ranked(shard, group);
    List<NodeEntry> chosen = new ArrayList<>();
    while (chosen.size() < replicationFactor) {
      PlacementContext context = context(shard, replicationFactor, group, chosen);
      Optional<NodeEntry> next =
          first(ranked, context, Verdict.Answer.YES)
              .or(() -> first(ranked, context, Verdict.Answer.RATHER_NOT));
      if (next.isEmpty()) {
        break;
      }
      chosen.add(next.get());
    }
    return chosen;
  }

  /** Every node of a group with what each rule says of it as the next holder of the shard. */
  public static List<Judged> explain(
      ShardId shard, int replicationFactor, List<NodeEntry> group, Set<NodeId> holders) {
    List<NodeEntry> chosen = group.stream().filter(node -> holders.contains(node.id())).toList();
    PlacementContext context = context(shard, replicationFactor, group, chosen);
    return ranked(shard, group).stream()
        .map(
            scored ->
                new Judged(
                    scored.node().id(),
                    scored.score(),
                    DECIDERS.stream().map(d -> d.judge(scored.node(), context)).toList()))
        .toList();
  }

  private static Optional<NodeEntry> first(
      List<Scored> ranked, PlacementContext context, Verdict.Answer wanted) {
    return ranked.stream()
        .map(Scored::node)
        .filter(node -> judge(node, context) == wanted)
        .findFirst();
  }

  private static Verdict.Answer judge(NodeEntry node, PlacementContext context) {
    Verdict.Answer worst = Verdict.Answer.YES;
    for (PlacementDecider decider : DECIDERS) {
      Verdict.Answer answer = decider.judge(node, context).answer();
      if (answer == Verdict.Answer.NO) {
        return answer;
      }
      worst = answer.compareTo(worst) < 0 ? answer : worst;
    }
    return worst;
  }

  private static List<Scored> ranked(ShardId shard, List<NodeEntry> group) {
    return group.stream()
        .map(node -> new Scored(node, RendezvousHash.score(shard, node.id(), 1.0)))
        .sorted(
            Comparator.comparingDouble(Scored::score)
                .reversed()
                .thenComparing(scored -> scored.node().id()))
        .toList();
  }

  private static PlacementContext context(
      ShardId shard, int replicationFactor, List<NodeEntry> group, List<NodeEntry> chosen) {
    Set<String> zones =
        group.stream()
            .filter(node -> node.state() == NodeEntry.State.ACTIVE)
            .map(NodeEntry::zone)
            .filter(zone -> !zone.isEmpty())
            .collect(Collectors.toSet());
    return new PlacementContext(shard, replicationFactor, zones, chosen);
  }
}
