package io.miroir.engine.rank;

import io.miroir.engine.graph.FieldScope;
import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.graph.TermDocuments.NodeWords;
import io.miroir.engine.query.Phrase;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/** Documents with the terms in more important fields first (ranking reference, 4.7). */
final class AttributeRankRule implements RankingRule, GraphVisit.Costs {
  private final TermDocuments documents;
  private final Map<Integer, List<Integer>> fieldsByWeight = new TreeMap<>();
  private final int[] weights;
  private final int maxWeight;
  private final Map<Long, RoaringBitmap> remembered = new HashMap<>();

  AttributeRankRule(TermDocuments documents) {
    this.documents = documents;
    FieldScope scope = documents.scope();
    this.maxWeight = scope.maxWeight();
    for (int field = 0; field < scope.fields(); field++) {
      if (scope.allows(field)) {
        fieldsByWeight.computeIfAbsent(scope.weight(field), w -> new ArrayList<>()).add(field);
      }
    }
    if (maxWeight >= 0) {
      fieldsByWeight.computeIfAbsent(maxWeight, w -> new ArrayList<>());
    }
    this.weights = fieldsByWeight.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    return new GraphVisit(graph, this);
  }

  @Override
  public List<Edge> edges(QueryGraph graph, int source, int to) {
    GraphNode node = graph.node(to);
    documents.words(node); // the edges of this rule count as asking for typos
    List<Edge> edges = new ArrayList<>(weights.length);
    for (int weight : weights) {
      edges.add(Edge.of(weight * node.term().size(), to, node, left -> inFields(node, weight)));
    }
    return edges;
  }

  private RoaringBitmap inFields(GraphNode node, int weight) {
    return remembered.computeIfAbsent(
        ((long) node.key() << 32) | weight, key -> findInFields(node, weight));
  }

  private RoaringBitmap findInFields(GraphNode node, int weight) {
    if (weights.length == 1 && documents.plain()) {
      return documents.node(node); // whatever matches stands in some field
    }
    NodeWords words = documents.words(node);
    var view = documents.view();
    List<RoaringBitmap> found = new ArrayList<>();
    for (int field : fieldsByWeight.get(weight)) {
      words.original().forEach(word -> found.add(view.inField(word, field)));
      words.derived().forEach(word -> found.add(view.inField(word, field)));
      if (words.prefix() != null) {
        found.add(view.prefixInField(words.prefix(), field));
      }
      for (Phrase phrase : words.phrases()) {
        RoaringBitmap first = view.inField(phrase.firstWord(), field);
        if (!first.isEmpty()) {
          found.add(RoaringBitmap.and(documents.phrase(phrase), first));
        }
      }
    }
    return TermDocuments.union(found);
  }

  @Override
  public RuleScore score(int cost, int maxCost) {
    return new RuleScore.AttributeRank(maxCost + 1 - cost, maxCost + 1);
  }
}
