package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * One run of a rule that puts costs on a query graph (ranking reference, 4.3). Paths of equal cost
 * are walked depth first, edges in order; a path counts only if it adds documents, and the child
 * graph holds exactly the paths that count. Beginnings of paths without documents are cut off,
 * which changes nothing but time.
 */
final class GraphVisit implements RankingRule.Visit {

  /** What tells one graph rule from another. */
  interface Costs {
    /** The edges from a node to one of its successors (never the end), in order. */
    List<Edge> edges(QueryGraph graph, int source, int to);

    /** Whether a path may take an edge after having skipped a node of this removal class. */
    default boolean allowed(Edge edge, int skipped) {
      return true;
    }

    RuleScore score(int cost, int maxCost);
  }

  private static final Edge TO_END = Edge.free(QueryGraph.END);

  private final QueryGraph graph;
  private final Costs costs;
  private final Edge[][] edges;
  private final BitSet[] attainable;
  private final int maxCost;
  private int nextCost;

  private RoaringBitmap left;
  private int version;
  private final GraphNode[] path;
  private final int[] taken;
  private int steps;
  private List<GraphNode[]> used;
  private List<int[]> usedEdges;
  private final Set<List<GraphNode>> seen = new HashSet<>();

  GraphVisit(QueryGraph graph, Costs costs) {
    this.graph = graph;
    this.costs = costs;
    this.edges = new Edge[graph.size()][];
    this.attainable = new BitSet[graph.size()];
    this.path = new GraphNode[graph.size()];
    this.taken = new int[graph.size() + 1];
    this.maxCost = Math.max(0, attainable(QueryGraph.START).length() - 1);
  }

  /** The total costs of the ways from a node to the end; makes the edges on its way. */
  private BitSet attainable(int node) {
    BitSet found = attainable[node];
    if (found != null) {
      return found;
    }
    found = new BitSet();
    if (node == QueryGraph.END) {
      found.set(0);
    } else {
      List<Edge> list = new ArrayList<>();
      for (int to : graph.successors(node)) {
        if (to == QueryGraph.END) {
          list.add(TO_END);
        } else {
          list.addAll(costs.edges(graph, node, to));
        }
      }
      edges[node] = list.toArray(Edge[]::new);
      for (Edge edge : edges[node]) {
        BitSet rest = attainable(edge.to);
        for (int cost = rest.nextSetBit(0); cost >= 0; cost = rest.nextSetBit(cost + 1)) {
          found.set(cost + edge.cost);
        }
      }
    }
    attainable[node] = found;
    return found;
  }

  @Override
  public RankingRule.Bucket next(RoaringBitmap universe) {
    BitSet all = attainable[QueryGraph.START];
    for (int cost = all.nextSetBit(nextCost); cost >= 0; cost = all.nextSetBit(nextCost)) {
      nextCost = cost + 1;
      used = new ArrayList<>();
      usedEdges = new ArrayList<>();
      seen.clear();
      left = universe;
      version = 0;
      walk(QueryGraph.START, cost, universe, 0, 0, 0);
      if (version > 0) {
        RoaringBitmap bucket = left.isEmpty() ? universe : RoaringBitmap.andNot(universe, left);
        return new RankingRule.Bucket(
            bucket,
            QueryGraph.of(used),
            costs.score(cost, maxCost),
            new UsedPaths(used, usedEdges));
      }
    }
    return null;
  }

  @Override
  public boolean again() {
    nextCost--;
    return true;
  }

  /**
   * @param documents of the path so far, as of {@code since}
   * @param depth how many nodes the path has
   * @param skipped highest removal class skipped so far
   */
  private void walk(
      int node, int rest, RoaringBitmap documents, int since, int depth, int skipped) {
    RoaringBitmap kept = documents;
    int keptSince = since;
    for (Edge edge : edges[node]) {
      if (edge.cost > rest
          || !attainable[edge.to].get(rest - edge.cost)
          || !costs.allowed(edge, skipped)) {
        continue;
      }
      if (keptSince != version) {
        kept = RoaringBitmap.and(kept, left);
        keptSince = version;
      }
      if (kept.isEmpty()) {
        return;
      }
      if (edge.to == QueryGraph.END) {
        use(kept, depth);
        continue;
      }
      RoaringBitmap next = kept;
      if (edge.conditional()) {
        next = RoaringBitmap.and(kept, edge.documents(left));
        if (next.isEmpty()) {
          continue;
        }
      }
      int nextDepth = depth;
      if (edge.node != null) {
        path[nextDepth++] = edge.node;
      }
      taken[steps++] = edge.place();
      walk(edge.to, rest - edge.cost, next, keptSince, nextDepth, Math.max(skipped, edge.skips));
      steps--;
    }
  }

  private void use(RoaringBitmap documents, int depth) {
    left = RoaringBitmap.andNot(left, documents);
    version++;
    GraphNode[] reading = Arrays.copyOf(path, depth);
    if (seen.add(Arrays.asList(reading))) {
      used.add(reading);
      usedEdges.add(Arrays.copyOf(taken, steps));
    }
  }
}
