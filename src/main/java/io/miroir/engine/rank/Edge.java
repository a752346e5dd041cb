package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import org.roaringbitmap.RoaringBitmap;

/**
 * A step of a path: what it costs and which documents may take it. The documents are looked up on
 * the first visit, within the universe of the rule's run.
 */
final class Edge {

  /** Which documents may take an edge. */
  interface Condition {
    /**
     * @param left the documents not yet in a bucket at the edge's first visit
     */
    RoaringBitmap documents(RoaringBitmap left);
  }

  private static final int COSTS_MAX = 1 << 20;

  final int cost;
  final int to;

  /**
   * The narrowed node this edge adds to its reading; null when the term is skipped or at the end.
   */
  final GraphNode node;

  /** Removal class of a skipped node, 0 for no skip. */
  final int skips;

  private final Condition condition;
  private RoaringBitmap documents;

  private Edge(int cost, int to, GraphNode node, int skips, Condition condition) {
    this.cost = cost;
    this.to = to;
    this.node = node;
    this.skips = skips;
    this.condition = condition;
  }

  static Edge free(int to) {
    return new Edge(0, to, null, 0, null);
  }

  static Edge skip(int cost, int to, int removalClass) {
    return new Edge(cost, to, null, removalClass, null);
  }

  static Edge of(int cost, int to, GraphNode node, Condition condition) {
    return new Edge(cost, to, node, 0, condition);
  }

  boolean conditional() {
    return condition != null;
  }

  /**
   * Grows with the order of the edges of one source, whichever of them exist here: by destination,
   * a skip first, then by cost.
   */
  int place() {
    return to * COSTS_MAX + (skips > 0 ? 0 : cost + 1);
  }

  RoaringBitmap documents(RoaringBitmap left) {
    if (documents == null) {
      documents = condition.documents(left);
    }
    return documents;
  }
}
