package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Documents matching more terms first (ranking reference, 4.4). */
final class WordsRule implements RankingRule, GraphVisit.Costs {
  private final TermDocuments documents;
  private final int[] removalClasses;
  private int phraseBonus;

  /**
   * @param removalClasses per node of the query's first graph; 0: never dropped
   */
  WordsRule(TermDocuments documents, int[] removalClasses) {
    this.documents = documents;
    this.removalClasses = removalClasses;
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    int words = 0;
    for (int node = QueryGraph.FIRST_TERM; node < graph.size(); node++) {
      var phrase = graph.node(node).term().phrase();
      words += phrase == null ? 0 : phrase.words();
    }
    phraseBonus = Math.max(0, words - 1);
    return new GraphVisit(graph, this);
  }

  @Override
  public List<Edge> edges(QueryGraph graph, int source, int to) {
    var node = graph.node(to);
    List<Edge> edges = new ArrayList<>(2);
    if (removalClasses[to] > 0) {
      edges.add(Edge.skip(node.term().size(), to, removalClasses[to]));
    }
    edges.add(Edge.of(0, to, node, left -> documents.node(node)));
    return edges;
  }

  /** What is removed earlier than a skipped node must be skipped too, further on in the path. */
  @Override
  public boolean allowed(Edge edge, int skipped) {
    return edge.skips > 0 || removalClasses[edge.to] == 0 || removalClasses[edge.to] >= skipped;
  }

  @Override
  public RuleScore score(int cost, int maxCost) {
    int max = maxCost + 1 + phraseBonus;
    return new RuleScore.Words(max - cost, max);
  }
}
