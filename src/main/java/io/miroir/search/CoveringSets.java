package io.miroir.search;

import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Chooses the covering set of a query; pure but for what it is told of loads and chance.
 *
 * <p>One group answers if it can, the one with most of the shards, then the fastest; shards it
 * can't serve come from the others. Inside a group few nodes are preferred to many (each costs a
 * request and returns a whole page), the local one and then the fastest among equals; a node much
 * slower than the rest is passed over where another has the shard. Now and then a choice among
 * equals is left to chance, so that a node that has become fast is noticed.
 */
final class CoveringSets {
  private static final double SLOW_FACTOR = 4;
  private static final double SLOW_NANOS_MIN = 5_000_000;
  private static final int EXPLORE_ONE_IN = 32;

  /** Nodes that cover almost as many shards as the best count as its equals. */
  private static final double EQUAL_COVER = 0.75;

  private final Set<NodeId> local;
  private final ToDoubleFunction<NodeId> expectedNanos;
  private final RandomGenerator random;

  CoveringSets(Set<NodeId> local, ToDoubleFunction<NodeId> expectedNanos, RandomGenerator random) {
    this.local = local;
    this.expectedNanos = expectedNanos;
    this.random = random;
  }

  /**
   * @param shards ascending
   * @param excluded nodes that failed this query already
   */
  CoveringSet choose(RoutingTable table, IndexEntry index, int[] shards, Set<NodeId> excluded) {
    Map<GroupId, Map<NodeId, BitSet>> groups = readable(table, index, shards, excluded);
    List<GroupId> order = order(groups);
    BitSet open = new BitSet();
    for (int shard : shards) {
      open.set(shard);
    }
    Map<NodeId, BitSet> chosen = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    for (GroupId group : order) {
      if (open.isEmpty()) {
        break;
      }
      int before = open.cardinality();
      cover(groups.get(group), open, chosen, reasons);
      reasons.add("group " + group + " serves " + (before - open.cardinality()) + " shards");
    }
    if (!open.isEmpty()) {
      reasons.add("no readable in-sync replica of shards " + open);
    }
    List<CoveringSet.Part> parts = new ArrayList<>(chosen.size());
    chosen.forEach(
        (node, set) -> {
          if (!set.isEmpty()) {
            parts.add(new CoveringSet.Part(node, set.stream().toArray()));
          }
        });
    return new CoveringSet(parts, open.stream().toArray(), reasons);
  }

  private static Map<GroupId, Map<NodeId, BitSet>> readable(
      RoutingTable table, IndexEntry index, int[] shards, Set<NodeId> excluded) {
    Map<GroupId, Map<NodeId, BitSet>> groups = new TreeMap<>(Comparator.comparing(GroupId::value));
    for (int shard : shards) {
      for (Replica replica : index.replicas(shard)) {
        if (replica.inSync()
            && !excluded.contains(replica.node())
            && isReadable(table.nodes().get(replica.node()))) {
          groups
              .computeIfAbsent(replica.group(), key -> new HashMap<>())
              .computeIfAbsent(replica.node(), key -> new BitSet())
              .set(shard);
        }
      }
    }
    return groups;
  }

  /** A node marked failed may be back any moment, but better ones come first by being asked. */
  private static boolean isReadable(NodeEntry node) {
    return node == null
        || node.state() == NodeEntry.State.ACTIVE
        || node.state() == NodeEntry.State.DRAINING
        || node.state() == NodeEntry.State.JOINING;
  }

  /** Groups that cover most come first, then those with a local node, then the fastest. */
  private List<GroupId> order(Map<GroupId, Map<NodeId, BitSet>> groups) {
    List<GroupId> order = new ArrayList<>(groups.keySet());
    if (order.size() < 2) {
      return order;
    }
    Map<GroupId, Integer> covered = new HashMap<>();
    Map<GroupId, Double> cost = new HashMap<>();
    groups.forEach(
        (group, nodes) -> {
          BitSet all = new BitSet();
          nodes.values().forEach(all::or);
          covered.put(group, all.cardinality());
          cost.put(
              group,
              nodes.keySet().stream().mapToDouble(expectedNanos).average().orElse(0)
                  * (0.9 + 0.2 * random.nextDouble()));
        });
    order.sort(
        Comparator.<GroupId>comparingInt(group -> -covered.get(group))
            .thenComparing(group -> groups.get(group).keySet().stream().noneMatch(local::contains))
            .thenComparingDouble(cost::get));
    return order;
  }

  /** Takes nodes until the group can give no more of the open shards, then spreads them evenly. */
  private void cover(
      Map<NodeId, BitSet> nodes, BitSet open, Map<NodeId, BitSet> chosen, List<String> reasons) {
    BitSet left = (BitSet) open.clone();
    Map<NodeId, BitSet> selected = new LinkedHashMap<>();
    Set<NodeId> slow = slow(nodes.keySet());
    for (boolean slowToo : new boolean[] {false, true}) {
      NodeId best = best(nodes, left, slow, slowToo);
      while (best != null) {
        selected.put(best, nodes.get(best));
        left.andNot(nodes.get(best));
        reasons.add(reason(best, slow.contains(best)));
        best = best(nodes, left, slow, slowToo);
      }
    }
    spread(selected, open, chosen);
  }

  private NodeId best(Map<NodeId, BitSet> nodes, BitSet left, Set<NodeId> slow, boolean slowToo) {
    if (left.isEmpty()) {
      return null;
    }
    int most = 0;
    Map<NodeId, Integer> covers = new TreeMap<>();
    for (Map.Entry<NodeId, BitSet> node : nodes.entrySet()) {
      int count = common(node.getValue(), left);
      if (count > 0 && (slowToo || !slow.contains(node.getKey()))) {
        covers.put(node.getKey(), count);
        most = Math.max(most, count);
      }
    }
    // A node that ends the search spares a request; only when none does, almost as good is equal.
    double enough = most == left.cardinality() ? most : most * EQUAL_COVER;
    List<NodeId> equals = new ArrayList<>();
    covers.forEach(
        (node, count) -> {
          if (count >= enough) {
            equals.add(node);
          }
        });
    if (equals.isEmpty()) {
      return null;
    }
    if (equals.size() > 1 && random.nextInt(EXPLORE_ONE_IN) == 0) {
      return equals.get(random.nextInt(equals.size()));
    }
    return equals.stream()
        .min(
            Comparator.<NodeId, Boolean>comparing(node -> !local.contains(node))
                .thenComparingDouble(expectedNanos))
        .get();
  }

  private static int common(BitSet left, BitSet right) {
    BitSet both = (BitSet) left.clone();
    both.and(right);
    return both.cardinality();
  }

  private Set<NodeId> slow(Set<NodeId> nodes) {
    double fastest = nodes.stream().mapToDouble(expectedNanos).min().orElse(0);
    double limit = Math.max(SLOW_NANOS_MIN, SLOW_FACTOR * fastest);
    Set<NodeId> slow = new HashSet<>();
    for (NodeId node : nodes) {
      if (expectedNanos.applyAsDouble(node) > limit) {
        slow.add(node);
      }
    }
    return slow;
  }

  /** A shard that several chosen nodes have goes to the one with least to do. */
  private static void spread(
      Map<NodeId, BitSet> selected, BitSet open, Map<NodeId, BitSet> chosen) {
    selected.keySet().forEach(node -> chosen.computeIfAbsent(node, key -> new BitSet()));
    for (int holders = 1; holders <= selected.size(); holders++) {
      for (int shard = open.nextSetBit(0); shard >= 0; shard = open.nextSetBit(shard + 1)) {
        List<NodeId> having = having(selected, shard);
        if (having.size() == holders) {
          NodeId least =
              Collections.min(
                  having, Comparator.comparingInt(node -> chosen.get(node).cardinality()));
          chosen.get(least).set(shard);
          open.clear(shard);
        }
      }
    }
  }

  private static List<NodeId> having(Map<NodeId, BitSet> selected, int shard) {
    List<NodeId> having = new ArrayList<>();
    selected.forEach(
        (node, shards) -> {
          if (shards.get(shard)) {
            having.add(node);
          }
        });
    return having;
  }

  private String reason(NodeId node, boolean slow) {
    return "node "
        + node
        + (local.contains(node) ? " is local" : "")
        + (slow ? " is slow but the only one left" : "")
        + ", expected "
        + Math.round(expectedNanos.applyAsDouble(node) / 1000)
        + " µs";
  }
}
