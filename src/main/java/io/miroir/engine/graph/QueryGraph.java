package io.miroir.engine.graph;

import io.miroir.engine.query.ParsedQuery;
import io.miroir.engine.query.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways to read a query (ranking reference, 3.1 and 4.3): paths from {@link #START} to {@link
 * #END}. Nodes are numbered in the order in which they were made, which decides the order of paths.
 */
public final class QueryGraph {
  public static final int START = 0;
  public static final int END = 1;
  public static final int FIRST_TERM = 2;

  /** Of a search without words. */
  public static final QueryGraph NONE = of(List.of());

  private final GraphNode[] nodes;
  private final int[][] successors;

  private QueryGraph(GraphNode[] nodes, int[][] successors) {
    this.nodes = nodes;
    this.successors = successors;
  }

  /** The graph of all terms and n-grams of a query. */
  public static QueryGraph of(ParsedQuery query) {
    List<Term> terms = query.terms();
    var nodes = new GraphNode[terms.size() + FIRST_TERM];
    var successors = new int[nodes.length][];
    List<List<Integer>> startingAt = new ArrayList<>();
    for (int id = 0; id <= query.originals(); id++) {
      startingAt.add(new ArrayList<>());
    }
    for (Term term : terms) {
      int node = term.number() + FIRST_TERM;
      nodes[node] = new GraphNode(term, GraphNode.ALL);
      startingAt.get(term.firstId()).add(node);
    }
    startingAt.get(query.originals()).add(END);
    int[][] starts =
        startingAt.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    successors[START] = starts[0];
    successors[END] = new int[0];
    for (Term term : terms) {
      successors[term.number() + FIRST_TERM] = starts[term.lastId() + 1];
    }
    return new QueryGraph(nodes, successors);
  }

  /**
   * The graph of exactly these readings, in this order; nodes with the same term and the same rest
   * are shared.
   */
  public static QueryGraph of(List<GraphNode[]> readings) {
    List<GraphNode> nodes = new ArrayList<>(Arrays.asList(null, null));
    List<Integer> successors = new ArrayList<>(Arrays.asList(-1, -1));
    Map<Long, Integer> known = new HashMap<>();
    var starts = new java.util.TreeSet<Integer>();
    for (GraphNode[] reading : readings) {
      starts.add(addReading(reading, nodes, successors, known));
    }
    var ends = new int[nodes.size()][];
    ends[START] = starts.stream().mapToInt(Integer::intValue).toArray();
    ends[END] = new int[0];
    for (int node = FIRST_TERM; node < ends.length; node++) {
      ends[node] = new int[] {successors.get(node)};
    }
    return new QueryGraph(nodes.toArray(GraphNode[]::new), ends);
  }

  /** Numbers must follow the walk from the start, sharing goes from the end: hence two passes. */
  private static int addReading(
      GraphNode[] reading,
      List<GraphNode> nodes,
      List<Integer> successors,
      Map<Long, Integer> known) {
    int shared = reading.length;
    int next = END;
    while (shared > 0) {
      Integer node = known.get(edge(reading[shared - 1], next));
      if (node == null) {
        break;
      }
      next = node;
      shared--;
    }
    int first = nodes.size();
    for (int at = 0; at < shared; at++) {
      int after = at + 1 < shared ? first + at + 1 : next;
      nodes.add(reading[at]);
      successors.add(after);
      known.put(edge(reading[at], after), first + at);
    }
    return shared > 0 ? first : next;
  }

  private static long edge(GraphNode node, int next) {
    return ((long) node.key() << 32) | next;
  }

  /**
   * Whether this graph is one path, and the given one: then a rule that went this path had no other
   * choice. False for null.
   */
  public boolean isChain(GraphNode[] path) {
    if (path == null || path.length != nodes.length - FIRST_TERM) {
      return false;
    }
    int at = START;
    for (GraphNode node : path) {
      if (successors[at].length != 1
          || successors[at][0] == END
          || nodes[successors[at][0]].key() != node.key()) {
        return false;
      }
      at = successors[at][0];
    }
    return successors[at].length == 1 && successors[at][0] == END;
  }

  /** Nodes with {@link #START} and {@link #END}. */
  public int size() {
    return nodes.length;
  }

  /** Null for start and end. */
  public GraphNode node(int number) {
    return nodes[number];
  }

  /** Ascending. */
  public int[] successors(int number) {
    return successors[number];
  }
}
