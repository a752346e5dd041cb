package io.miroir.engine.rank;

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

/**
 * Documents whose terms stand near their place in the query first (ranking reference, 4.8), over
 * all fields alike.
 */
final class WordPositionRule implements RankingRule, GraphVisit.Costs {
  static final int COST_MAX = 10;
  private static final int[] DISTANCES = {0, 1, 4, 7, 11, 16, 24, 64, 256, 1024};

  private final TermDocuments documents;
  private final Map<Integer, TreeMap<Integer, RoaringBitmap>> remembered = new HashMap<>();

  WordPositionRule(TermDocuments documents) {
    this.documents = documents;
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    return new GraphVisit(graph, this);
  }

  @Override
  public List<Edge> edges(QueryGraph graph, int source, int to) {
    GraphNode node = graph.node(to);
    documents.words(node); // the edges of this rule count as asking for typos
    List<Edge> edges = new ArrayList<>();
    remembered
        .computeIfAbsent(node.key(), key -> byCost(node))
        .forEach((cost, found) -> edges.add(Edge.of(cost, to, node, left -> found)));
    return edges;
  }

  private TreeMap<Integer, RoaringBitmap> byCost(GraphNode node) {
    NodeWords words = documents.words(node);
    var view = documents.view();
    TreeMap<Integer, List<RoaringBitmap>> parts = new TreeMap<>();
    parts.put(COST_MAX * node.term().size(), new ArrayList<>());
    List<String> listed = new ArrayList<>(words.original());
    listed.addAll(words.derived());
    for (String word : listed) {
      for (int position : view.positionsOf(word)) {
        put(parts, node, position, view.atPosition(word, position));
      }
    }
    if (words.prefix() != null) {
      for (int position : view.prefixPositionsOf(words.prefix())) {
        put(parts, node, position, view.prefixAtPosition(words.prefix(), position));
      }
    }
    for (Phrase phrase : words.phrases()) {
      RoaringBitmap whole = documents.phrase(phrase);
      for (int position : whole.isEmpty() ? new int[0] : view.positionsOf(phrase.firstWord())) {
        RoaringBitmap there = view.atPosition(phrase.firstWord(), position);
        put(parts, node, position, RoaringBitmap.and(whole, there));
      }
    }
    TreeMap<Integer, RoaringBitmap> found = new TreeMap<>();
    parts.forEach((cost, list) -> found.put(cost, TermDocuments.union(list)));
    return found;
  }

  private static void put(
      TreeMap<Integer, List<RoaringBitmap>> parts,
      GraphNode node,
      int position,
      RoaringBitmap found) {
    int cost = 0;
    for (int at = 0; at < node.term().size(); at++) {
      cost += cost(Math.abs(position - node.term().start()) + at);
    }
    parts.computeIfAbsent(cost, c -> new ArrayList<>()).add(found);
  }

  /** The cost of a distance between two places. */
  static int cost(int distance) {
    int cost = 0;
    while (cost < DISTANCES.length && distance > DISTANCES[cost]) {
      cost++;
    }
    return cost;
  }

  @Override
  public RuleScore score(int cost, int maxCost) {
    return new RuleScore.WordPosition(maxCost + 1 - cost, maxCost + 1);
  }
}
