package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueryProgressTest {

  static LongStream seeds() {
    return LongStream.range(0, 500);
  }

  /** Whatever is lost, late or hedged: no shard twice, none forgotten, and it comes to an end. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyShardIsAnsweredOnceOrMissing(long seed) {
    var given = new Given(seed);
    RoutingTable table = given.cluster(1 + given.random.nextInt(2), 4, 8, 2);
    IndexEntry index = table.index(new IndexUid("u")).orElseThrow();
    CoveringSets sets = new CoveringSets(Set.of(), node -> 1e6, given.random);
    int[] all = IntStream.range(0, 8).toArray();
    QueryProgress<NodeId> progress =
        new QueryProgress<>(
            sets.choose(table, index, all, Set.of()),
            (shards, excluded) -> sets.choose(table, index, shards, excluded));
    Deque<QueryProgress.Ask> open = new ArrayDeque<>(progress.start());
    Set<NodeId> lost = new HashSet<>();
    int steps = 0;
    while (!progress.complete() && !open.isEmpty()) {
      assertThat(steps++).as("seed %d ends", seed).isLessThan(200);
      QueryProgress.Ask ask = open.poll();
      switch (given.random.nextInt(4)) {
        case 0 -> {
          lost.add(ask.part().node());
          open.addAll(progress.lost(ask.id()));
        }
        case 1 -> {
          open.addAll(progress.hedge(Set.of(ask.part().node())));
          open.add(ask);
        }
        default -> open.addAll(progress.answered(ask.id(), ask.part().node()));
      }
    }
    assertThat(progress.complete()).as("seed %d", seed).isTrue();
    Scatter.Gathered<NodeId> gathered = progress.gathered();
    List<Integer> shards = new ArrayList<>();
    gathered.parts().forEach(part -> IntStream.of(part.from().shards()).forEach(shards::add));
    IntStream.of(gathered.missing()).forEach(shards::add);
    assertThat(shards).as("seed %d", seed).hasSize(8);
    for (int shard : gathered.missing()) {
      assertThat(index.replicas(shard))
          .as("seed %d: every copy of shard %d was tried", seed, shard)
          .allMatch(
              r ->
                  !r.inSync()
                      || lost.contains(r.node())
                      || table.nodes().get(r.node()).state() == NodeEntry.State.FAILED);
    }
    assertThat(new HashSet<>(shards)).as("seed %d", seed).hasSize(8);
  }
}
