package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** Documents with neighbouring terms closer together first (ranking reference, 4.6). */
final class ProximityRule implements RankingRule {
  private static final int FAR = 3;

  private final TermDocuments documents;
  private final PairDocuments pairs;

  /** Whole-index answers, where they don't depend on the moment of the question. */
  private final Map<Long, RoaringBitmap> remembered = new HashMap<>();

  ProximityRule(TermDocuments documents, PairDocuments pairs) {
    this.documents = documents;
    this.pairs = pairs;
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    return new GraphVisit(graph, new Run());
  }

  private final class Run implements GraphVisit.Costs {

    @Override
    public List<Edge> edges(QueryGraph graph, int source, int to) {
      GraphNode node = graph.node(to);
      GraphNode before = graph.node(source);
      int base = node.term().size() - 1;
      List<Edge> edges = new ArrayList<>(FAR + 1);
      if (before == null || node.term().start() != before.term().end() + 1) {
        edges.add(Edge.of(base, to, node, left -> documents.node(node)));
        return edges;
      }
      var near = pairs.neighbours(before, node);
      for (int cost = 0; cost < FAR; cost++) {
        int distance = cost;
        edges.add(Edge.of(base + cost, to, node, left -> near(near, distance, left)));
      }
      edges.add(Edge.of(base + FAR, to, node, left -> documents.node(node)));
      return edges;
    }

    private RoaringBitmap near(PairDocuments.Neighbours near, int cost, RoaringBitmap left) {
      if (documents.byAttribute() || !documents.plain()) {
        return near.documents(cost, left);
      }
      RoaringBitmap found = remembered.get(near.key(cost));
      if (found == null) {
        found = near.documents(cost, null);
        remembered.put(near.key(cost), found);
      }
      return found;
    }

    @Override
    public RuleScore score(int cost, int maxCost) {
      return new RuleScore.Proximity(maxCost + 1 - cost, maxCost + 1);
    }
  }
}
