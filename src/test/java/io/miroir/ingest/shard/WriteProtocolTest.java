package io.miroir.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Many writes over lossy replicas that are repaired and moved while owners come and go. */
class WriteProtocolTest {
  private static final int STEPS = 1_000;

  private static LongStream seeds() {
    return LongStream.range(0, Long.getLong("protocol.seeds", 1_500));
  }

  private static SimulatedShard run(long seed, SimulatedShard.Bug... bugs) {
    SimulatedShard shard = new SimulatedShard(seed, 2 + (int) (seed % 3), bugs);
    for (int step = 0; step < STEPS; step++) {
      shard.step();
    }
    shard.quiesce();
    shard.acknowledged.forEach(shard::requireEverywhere);
    assertThat(shard.listed().stream().map(replica -> replica.documents).distinct())
        .as("seed %d", seed)
        .hasSize(1);
    assertThat(shard.listed().stream().map(replica -> replica.sequence).distinct())
        .as("seed %d", seed)
        .hasSize(1);
    return shard;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void acknowledgedWritesStayAndReplicasReturnToTheInSyncSetEqual(long seed) {
    run(seed);
  }

  @ParameterizedTest
  @EnumSource(SimulatedShard.Bug.class)
  void thePlantedBugIsFound(SimulatedShard.Bug bug) {
    assertThat(LongStream.range(0, 4_000).anyMatch(seed -> fails(seed, bug))).isTrue();
  }

  private static boolean fails(long seed, SimulatedShard.Bug bug) {
    try {
      run(seed, bug);
      return false;
    } catch (AssertionError found) {
      return true;
    }
  }

  @Test
  void theSimulationExercisesWhatItClaims() {
    var shards = seeds().mapToObj(WriteProtocolTest::run).toList();
    assertThat(shards.stream().mapToInt(shard -> shard.acknowledged.size()).sum())
        .isGreaterThan(6_000);
    assertThat(shards.stream().mapToInt(shard -> shard.restarts).sum()).isGreaterThan(3_000);
    assertThat(shards.stream().mapToInt(shard -> shard.repairs).sum()).isGreaterThan(1_500);
    assertThat(shards.stream().mapToInt(shard -> shard.moves).sum()).isGreaterThan(500);
    assertThat(shards.stream().mapToInt(shard -> shard.wipes).sum()).isGreaterThan(100);
  }
}
