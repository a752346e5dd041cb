package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The paths that gave documents to a bucket, in the order of the walk.
 *
 * @param nodes of each path
 * @param edges places of the edges each took, see {@link Edge#place}
 */
record UsedPaths(List<GraphNode[]> nodes, List<int[]> edges) {

  /** The only path, or null when there are several. */
  GraphNode[] only() {
    return nodes.size() == 1 ? nodes.getFirst() : null;
  }

  /** The same as values, for other shards. */
  List<UsedReadings.Reading> readings() {
    List<UsedReadings.Reading> found = new ArrayList<>(nodes.size());
    for (int at = 0; at < nodes.size(); at++) {
      List<Integer> keys = Arrays.stream(nodes.get(at)).map(GraphNode::key).toList();
      found.add(new UsedReadings.Reading(keys, Arrays.stream(edges.get(at)).boxed().toList()));
    }
    return found;
  }

  /** The graph of readings that came as values. */
  static QueryGraph graph(List<UsedReadings.Reading> readings, List<Term> terms) {
    return QueryGraph.of(
        readings.stream()
            .map(
                reading ->
                    reading.nodes().stream()
                        .map(key -> GraphNode.ofKey(key, terms))
                        .toArray(GraphNode[]::new))
            .toList());
  }
}
