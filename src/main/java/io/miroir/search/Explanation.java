package io.miroir.search;

import io.miroir.model.NodeId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a search was answered.
 *
 * @param plan why these nodes were asked
 * @param parts who answered for which shards in the end
 * @param rounds in order
 * @param knownWords whether the first round began with what an earlier search learnt of the words
 * @param approximate what of the answer may differ from that of one index, and why; usually empty
 */
public record Explanation(
    List<String> plan,
    List<Part> parts,
    List<Round> rounds,
    boolean knownWords,
    List<String> approximate) {

  public Explanation {
    plan = List.copyOf(plan);
    parts = List.copyOf(parts);
    rounds = List.copyOf(rounds);
    approximate = List.copyOf(approximate);
  }

  /** Of a search that was merged as the nodes answered. */
  static Explanation ofOneRound(CoveringSet plan, Scatter.Gathered<?> gathered) {
    List<NodeId> nodes = plan.parts().stream().map(CoveringSet.Part::node).toList();
    return new Explanation(
        plan.reasons(),
        gathered.parts().stream().map(part -> Part.of(part.from())).toList(),
        List.of(new Round("all", nodes, 0)),
        false,
        gathered.parts().size() <= 1
            ? List.of()
            : List.of("ties and totals: merged as the nodes answered"));
  }

  /** A node and the shards it answered for, ascending. */
  public record Part(NodeId node, List<Integer> shards) {
    static Part of(CoveringSet.Part part) {
      return new Part(part.node(), IntStream.of(part.shards()).boxed().toList());
    }
  }

  /**
   * @param reason why it was needed
   * @param nodes asked
   */
  public record Round(String reason, List<NodeId> nodes, long micros) {}
}
