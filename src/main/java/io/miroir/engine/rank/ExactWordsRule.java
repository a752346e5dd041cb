package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Documents with more terms as they were typed first: second half of exactness (reference 4.9). */
final class ExactWordsRule implements RankingRule, GraphVisit.Costs {
  private final TermDocuments documents;

  ExactWordsRule(TermDocuments documents) {
    this.documents = documents;
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    return new GraphVisit(graph, this);
  }

  @Override
  public List<Edge> edges(QueryGraph graph, int source, int to) {
    GraphNode node = graph.node(to);
    GraphNode exact = node.exactForm();
    List<Edge> edges = new ArrayList<>(2);
    if (exact != null) {
      edges.add(Edge.of(0, to, exact, left -> documents.exactly(exact)));
    }
    edges.add(Edge.of(node.term().size(), to, node, left -> documents.node(node)));
    return edges;
  }

  @Override
  public RuleScore score(int cost, int maxCost) {
    return new RuleScore.ExactWords(maxCost + 1 - cost, maxCost + 1);
  }
}
