package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which readings of the query gave documents to which bucket, on one set of shards. The union over
 * all shards, given back to each, makes every shard descend with the graphs one index would have
 * (ranking reference, 10.4, phase B).
 *
 * @param buckets by the scores that lead to a bucket, its own last
 */
public record UsedReadings(Map<List<RuleScore>, List<Reading>> buckets) {
  public static final UsedReadings NONE = new UsedReadings(Map.of());

  private static final Comparator<Reading> WALK =
      (left, right) -> compare(left.edges(), right.edges());

  /**
   * One reading.
   *
   * @param nodes keys of its nodes, see {@link io.miroir.engine.graph.GraphNode#key}
   * @param edges places of the edges it took: smaller ones come first in the walk
   */
  public record Reading(List<Integer> nodes, List<Integer> edges) {}

  /** The readings of both, each once, in the order in which one walk would meet them. */
  public UsedReadings union(UsedReadings other) {
    Map<List<RuleScore>, List<Reading>> all = new HashMap<>(buckets);
    other.buckets.forEach((bucket, used) -> all.merge(bucket, used, UsedReadings::union));
    return new UsedReadings(all);
  }

  /** Whether a bucket would be descended alike with both. */
  public static boolean sameNodes(List<Reading> left, List<Reading> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int at = 0; at < left.size(); at++) {
      if (!left.get(at).nodes().equals(right.get(at).nodes())) {
        return false;
      }
    }
    return true;
  }

  private static List<Reading> union(List<Reading> left, List<Reading> right) {
    List<Reading> sorted = new ArrayList<>(left);
    sorted.addAll(right);
    sorted.sort(WALK);
    Map<List<Integer>, Reading> first = new LinkedHashMap<>();
    sorted.forEach(reading -> first.putIfAbsent(reading.nodes(), reading));
    return List.copyOf(first.values());
  }

  private static int compare(List<Integer> left, List<Integer> right) {
    int both = Math.min(left.size(), right.size());
    for (int at = 0; at < both; at++) {
      int order = Integer.compare(left.get(at), right.get(at));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
