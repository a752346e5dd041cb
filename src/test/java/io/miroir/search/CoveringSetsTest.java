package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.GroupId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoveringSetsTest {

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  private static CoveringSets sets(Set<NodeId> local, Map<NodeId, Double> nanos, long seed) {
    return new CoveringSets(local, node -> nanos.getOrDefault(node, 1e6), new Random(seed));
  }

  private static IndexEntry index(RoutingTable table) {
    return table.index(new IndexUid("u")).orElseThrow();
  }

  private static boolean readable(RoutingTable table, Replica replica) {
    return replica.inSync() && table.nodes().get(replica.node()).state() != NodeEntry.State.FAILED;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyShardIsAskedExactlyOnceOfAReadableReplicaOrUncovered(long seed) {
    var given = new Given(seed);
    RoutingTable table =
        given.cluster(
            1 + given.random.nextInt(3),
            1 + given.random.nextInt(5),
            1 + given.random.nextInt(16),
            1 + given.random.nextInt(3));
    IndexEntry index = index(table);
    int[] shards =
        IntStream.range(0, index.shards()).filter(s -> given.random.nextInt(4) > 0).toArray();
    Set<NodeId> excluded = given.random.nextInt(3) == 0 ? Set.of(new NodeId("g0n0")) : Set.of();
    CoveringSet set = sets(Set.of(), Map.of(), seed).choose(table, index, shards, excluded);
    List<Integer> asked = new ArrayList<>();
    for (CoveringSet.Part part : set.parts()) {
      assertThat(excluded).as("seed %d", seed).doesNotContain(part.node());
      assertThat(part.shards()).as("seed %d", seed).isSorted().isNotEmpty();
      for (int shard : part.shards()) {
        asked.add(shard);
        assertThat(index.replicas(shard))
            .as("seed %d", seed)
            .anyMatch(r -> r.node().equals(part.node()) && readable(table, r));
      }
    }
    for (int shard : set.uncovered()) {
      asked.add(shard);
      assertThat(index.replicas(shard))
          .as("seed %d", seed)
          .noneMatch(r -> readable(table, r) && !excluded.contains(r.node()));
    }
    assertThat(asked)
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(IntStream.of(shards).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aGroupThatCanServeAllServesAlone(long seed) {
    var given = new Given(seed);
    RoutingTable table = given.cluster(3, 3, 8, 2);
    IndexEntry index = index(table);
    int[] shards = IntStream.range(0, 8).toArray();
    boolean someGroupHasAll =
        IntStream.range(0, 3)
            .mapToObj(g -> new GroupId("g" + g))
            .anyMatch(
                group ->
                    IntStream.of(shards)
                        .allMatch(
                            shard ->
                                index.replicas(shard).stream()
                                    .anyMatch(r -> r.group().equals(group) && readable(table, r))));
    CoveringSet set = sets(Set.of(), Map.of(), seed).choose(table, index, shards, Set.of());
    Set<String> groups = new TreeSet<>();
    set.parts().forEach(part -> groups.add(part.node().value().substring(0, 2)));
    if (someGroupHasAll) {
      assertThat(groups).as("seed %d", seed).hasSize(1);
    }
  }

  private static RoutingTable everywhere(int nodes, int shards) {
    List<List<Replica>> allocation = new ArrayList<>();
    Map<NodeId, NodeEntry> entries = new java.util.HashMap<>();
    GroupId group = new GroupId("g");
    for (int n = 0; n < nodes; n++) {
      NodeId id = new NodeId("n" + n);
      entries.put(
          id,
          new NodeEntry(
              id,
              NodeEntry.Kind.EMBEDDED,
              group,
              "",
              NodeEntry.State.ACTIVE,
              java.util.Optional.empty(),
              java.util.Optional.empty()));
    }
    for (int shard = 0; shard < shards; shard++) {
      List<Replica> replicas = new ArrayList<>();
      for (int n = 0; n < nodes; n++) {
        replicas.add(new Replica(new NodeId("n" + n), group, Replica.State.IN_SYNC));
      }
      allocation.add(replicas);
    }
    return Given.table(entries, allocation);
  }

  private static Map<NodeId, Integer> chosen(
      RoutingTable table, Set<NodeId> local, Map<NodeId, Double> nanos) {
    Map<NodeId, Integer> counts = new java.util.HashMap<>();
    CoveringSets sets = sets(local, nanos, 7);
    for (int i = 0; i < 1000; i++) {
      CoveringSet set = sets.choose(table, index(table), new int[] {0, 1, 2, 3}, Set.of());
      assertThat(set.parts()).hasSize(1);
      counts.merge(set.parts().getFirst().node(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void oneNodeThatHasAllIsAskedAloneTheLocalOneMostOfTheTime() {
    Map<NodeId, Integer> counts = chosen(everywhere(3, 4), Set.of(new NodeId("n1")), Map.of());
    assertThat(counts.get(new NodeId("n1"))).isGreaterThan(950);
    assertThat(counts.keySet()).as("others are tried now and then").hasSize(3);
  }

  @Test
  void aLocalNodeMuchSlowerThanTheOthersIsPassedOver() {
    Map<NodeId, Integer> counts =
        chosen(everywhere(3, 4), Set.of(new NodeId("n1")), Map.of(new NodeId("n1"), 100e6));
    assertThat(counts).doesNotContainKey(new NodeId("n1"));
  }

  @Test
  void theFasterOfTwoIsPreferred() {
    Map<NodeId, Integer> counts =
        chosen(everywhere(2, 4), Set.of(), Map.of(new NodeId("n0"), 2e6, new NodeId("n1"), 1e6));
    assertThat(counts.get(new NodeId("n1"))).isGreaterThan(950);
  }

  @Test
  void shardsAreSpreadEvenlyOverTheChosenNodes() {
    RoutingTable table = everywhere(2, 16);
    List<List<Replica>> allocation = new ArrayList<>(index(table).allocation());
    allocation.set(0, List.of(allocation.getFirst().get(0)));
    allocation.set(1, List.of(allocation.get(1).get(1)));
    RoutingTable narrowed = Given.table(table.nodes(), allocation);
    CoveringSet set =
        sets(Set.of(), Map.of(), 1)
            .choose(narrowed, index(narrowed), IntStream.range(0, 16).toArray(), Set.of());
    assertThat(set.parts()).hasSize(2);
    Set<Integer> sizes = new HashSet<>();
    set.parts().forEach(part -> sizes.add(part.shards().length));
    assertThat(sizes).containsExactly(8);
    assertThat(set.reasons()).isNotEmpty();
  }
}
