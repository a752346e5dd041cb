package io.miroir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {
  private static final IndexId INDEX = new IndexId("i0");

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** Random nodes without zones, some of them not active. */
  private static List<NodeEntry> nodes(long seed, boolean zones) {
    Random random = new Random(seed);
    return IntStream.range(0, 1 + random.nextInt(9))
        .mapToObj(
            i ->
                node(
                    "n" + random.nextInt(1_000_000),
                    zones ? "z" + random.nextInt(3) : "",
                    random.nextInt(5) == 0 ? NodeEntry.State.FAILED : NodeEntry.State.ACTIVE))
        .toList();
  }

  private static NodeEntry node(String id, String zone, NodeEntry.State state) {
    return new NodeEntry(
        new NodeId(id),
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        zone,
        state,
        Optional.empty(),
        Optional.empty());
  }

  private static Set<NodeId> owners(int shard, int copies, List<NodeEntry> nodes) {
    return Placement.place(new ShardId(INDEX, shard), copies, nodes).stream()
        .map(Replica::node)
        .collect(Collectors.toSet());
  }

  private static Set<NodeId> active(List<NodeEntry> nodes) {
    return nodes.stream()
        .filter(node -> node.state() == NodeEntry.State.ACTIVE)
        .map(NodeEntry::id)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyShardHasAsManyCopiesAsItCanOnDifferentActiveNodes(long seed) {
    List<NodeEntry> nodes = nodes(seed, seed % 2 == 0);
    for (int copies = 1; copies <= 3; copies++) {
      for (int shard = 0; shard < 16; shard++) {
        assertThat(owners(shard, copies, nodes))
            .as("seed %d, shard %d", seed, shard)
            .isSubsetOf(active(nodes))
            .hasSize(Math.min(copies, active(nodes).size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aJoiningNodeOnlyEverReceivesShards(long seed) {
    List<NodeEntry> before = nodes(seed, false);
    List<NodeEntry> after = new ArrayList<>(before);
    after.add(node("joiner", "", NodeEntry.State.ACTIVE));
    for (int shard = 0; shard < 64; shard++) {
      Set<NodeId> allowed = new HashSet<>(owners(shard, 2, before));
      allowed.add(new NodeId("joiner"));
      assertThat(owners(shard, 2, after)).as("seed %d, shard %d", seed, shard).isSubsetOf(allowed);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void zonesAreFilledEvenlyWhileTheyHaveNodes(long seed) {
    List<NodeEntry> nodes =
        IntStream.range(0, 9)
            .mapToObj(i -> node("n" + seed + "-" + i, "z" + i % 3, NodeEntry.State.ACTIVE))
            .toList();
    Map<NodeId, String> zones = new HashMap<>();
    nodes.forEach(node -> zones.put(node.id(), node.zone()));
    for (int shard = 0; shard < 32; shard++) {
      assertThat(owners(shard, 3, nodes).stream().map(zones::get).distinct())
          .as("seed %d, shard %d", seed, shard)
          .hasSize(3);
    }
  }

  @Test
  void aZoneWithoutEnoughNodesDoesNotCostACopy() {
    List<NodeEntry> nodes =
        List.of(
            node("a", "z1", NodeEntry.State.ACTIVE),
            node("b", "z2", NodeEntry.State.ACTIVE),
            node("c", "z2", NodeEntry.State.ACTIVE),
            node("d", "z2", NodeEntry.State.ACTIVE));

    assertThat(owners(0, 4, nodes)).hasSize(4);
  }

  @Test
  void shardsSpreadOverNodesByTheirNumber() {
    List<NodeEntry> nodes =
        IntStream.range(0, 4).mapToObj(i -> node("n" + i, "", NodeEntry.State.ACTIVE)).toList();
    Map<NodeId, Integer> held = new HashMap<>();
    for (int shard = 0; shard < 4000; shard++) {
      owners(shard, 1, nodes).forEach(node -> held.merge(node, 1, Integer::sum));
    }
    // Four standard deviations of a fair spread: sqrt(4000 * 1/4 * 3/4) is 27.
    assertThat(held.values()).allSatisfy(n -> assertThat(n).isBetween(890, 1110));
  }

  @Test
  void weightsGiveEachNodeItsShare() {
    int heavy = 0;
    for (int shard = 0; shard < 4000; shard++) {
      ShardId id = new ShardId(INDEX, shard);
      double three = RendezvousHash.score(id, new NodeId("three"), 3);
      double one = RendezvousHash.score(id, new NodeId("one"), 1);
      heavy += three > one ? 1 : 0;
    }
    assertThat(heavy).isBetween(2890, 3110);
  }

  @Test
  void everyGroupHasItsOwnCopies() {
    List<NodeEntry> nodes =
        List.of(
            node("a", "", NodeEntry.State.ACTIVE),
            new NodeEntry(
                new NodeId("b"),
                NodeEntry.Kind.EMBEDDED,
                new GroupId("group-2"),
                "",
                NodeEntry.State.ACTIVE,
                Optional.empty(),
                Optional.empty()));

    assertThat(Placement.place(new ShardId(INDEX, 0), 2, nodes))
        .extracting(Replica::group)
        .containsExactly(GroupId.DEFAULT, new GroupId("group-2"));
  }

  @Test
  void theReasonsSayWhyANodeIsNotTaken() {
    List<NodeEntry> nodes =
        List.of(
            node("a", "z1", NodeEntry.State.ACTIVE),
            node("b", "z1", NodeEntry.State.ACTIVE),
            node("c", "z2", NodeEntry.State.FAILED),
            node("d", "z2", NodeEntry.State.ACTIVE));

    Map<NodeId, String> reasons =
        Placement.explain(new ShardId(INDEX, 0), 2, nodes, Set.of(new NodeId("a"))).stream()
            .collect(
                Collectors.toMap(
                    Placement.Judged::node,
                    judged ->
                        judged.verdicts().stream()
                            .filter(v -> v.answer() != Verdict.Answer.YES)
                            .map(Verdict::reason)
                            .findFirst()
                            .orElse("yes")));

    assertThat(reasons)
        .containsEntry(new NodeId("a"), "the node already holds a copy")
        .containsEntry(new NodeId("b"), "zone z1 holds 1 of at most 1 copies")
        .containsEntry(new NodeId("c"), "the node is failed")
        .containsEntry(new NodeId("d"), "yes");
  }

  @Test
  void scoresAreFixedForGood() {
    assertThat(RendezvousHash.score(new ShardId(INDEX, 7), new NodeId("n1"), 1))
        .isEqualTo(3.2329626879156175);
  }
}
