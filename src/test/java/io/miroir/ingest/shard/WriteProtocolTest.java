package io.miroir.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.routing.Replica;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many writes over lossy replicas while owners come and go. */
class WriteProtocolTest {
  private static final int STEPS = 400;

  private static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  private static SimulatedShard run(long seed) {
    SimulatedShard shard = new SimulatedShard(seed, 2 + (int) (seed % 3));
    for (int step = 0; step < STEPS; step++) {
      shard.step();
    }
    shard.quiesce();
    return shard;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void acknowledgedWritesAreOnEveryInSyncReplicaAndReplicasEndEqual(long seed) {
    SimulatedShard shard = run(seed);

    shard.acknowledged.forEach(shard::requireEverywhere);
    assertThat(
            shard.table.values().stream()
                .filter(Replica::inSync)
                .map(replica -> shard.stores.get(replica.node()).documents)
                .distinct())
        .as("seed %d", seed)
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void theSimulationExercisesWhatItClaims() {
    var shards = seeds().mapToObj(WriteProtocolTest::run).toList();
    assertThat(shards.stream().mapToInt(shard -> shard.acknowledged.size()).sum())
        .isGreaterThan(4_000);
    assertThat(shards.stream().mapToInt(shard -> shard.restarts).sum()).isGreaterThan(1_000);
    assertThat(shards.stream().filter(s -> s.table.values().stream().anyMatch(r -> !r.inSync())))
        .hasSizeGreaterThan(100);
  }
}
