package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Term;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Documents with fewer typos first (ranking reference, 4.5). */
final class TypoRule implements RankingRule, GraphVisit.Costs {
  private final TermDocuments documents;

  TypoRule(TermDocuments documents) {
    this.documents = documents;
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    return new GraphVisit(graph, this);
  }

  @Override
  public List<Edge> edges(QueryGraph graph, int source, int to) {
    GraphNode node = graph.node(to);
    int base = node.term().ngram() ? node.term().size() : 0;
    int most = mostTypos(node);
    List<Edge> edges = new ArrayList<>(most + 1);
    for (int typos = 0; typos <= most; typos++) {
      GraphNode narrowed = node.with(narrowed(node.mask(), typos));
      edges.add(Edge.of(base + typos, to, narrowed, left -> documents.node(narrowed)));
    }
    return edges;
  }

  private static int mostTypos(GraphNode node) {
    Term term = node.term();
    if (term.phrase() != null) {
      return 0;
    }
    if (term.budget() == 0) {
      return 1; // room for the split word, whether or not there is one
    }
    if (node.exact() || node.mask() == 0) {
      return 0;
    }
    int highest = 31 - Integer.numberOfLeadingZeros(node.mask());
    return Math.min(term.budget(), highest);
  }

  private static int narrowed(int mask, int typos) {
    return mask == GraphNode.EXACT ? (typos == 0 ? mask : 0) : mask & (1 << typos);
  }

  @Override
  public RuleScore score(int cost, int maxCost) {
    return new RuleScore.Typo(maxCost + 1 - cost, maxCost + 1);
  }
}
