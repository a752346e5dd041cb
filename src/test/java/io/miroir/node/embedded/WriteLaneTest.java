package io.miroir.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.settings.Settings;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FakeEngine;
import io.miroir.node.FakeEngineIndex;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WriteLaneTest {
  private static final IndexId INDEX = new IndexId("i1");
  private static final ShardId SHARD = new ShardId(INDEX, 3);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(5);

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final CompletableFuture<EngineIndex> opening = new CompletableFuture<>();
  private final FakeEngine engine = new FakeEngine();
  private final WriteBudget budget = new WriteBudget(10_000);
  private int refreshesWanted;
  private final WriteLane lane =
      new WriteLane(
          new NodeId("n1"),
          opening,
          tasks::add,
          NodeLimits.DEFAULT,
          budget,
          InstantSource.fixed(NOW),
          () -> refreshesWanted++);

  private FakeEngineIndex index() {
    return (FakeEngineIndex)
        engine.create(INDEX, new IndexDefinition(4, Optional.of("id"), 1, Settings.DEFAULT));
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private static NodeWrite put(long previous, long sequence, String key) {
    byte[] document = ("{\"id\":\"" + key + "\"}").getBytes(StandardCharsets.UTF_8);
    WriteOperation operation =
        new WriteOperation(WriteOperation.Kind.REPLACE, key, 1, sequence, document);
    return new NodeWrite(SHARD, previous, List.of(operation));
  }

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }

  @Test
  void writesThatArriveWhileOneIsInFlightGoIntoTheNextRound() {
    opening.complete(index());
    var first = lane.write(put(0, 1, "a"), LATER);
    runAll();
    var second = lane.write(put(1, 2, "b"), LATER);
    var third = lane.write(put(2, 3, "c"), LATER);
    runAll();

    assertThat(now(first)).isEqualTo(new WriteOutcome.Durable(1, new WriteCounts(1, 0, 0)));
    assertThat(now(second)).isInstanceOf(WriteOutcome.Durable.class);
    assertThat(now(third)).isEqualTo(new WriteOutcome.Durable(3, new WriteCounts(1, 0, 0)));
    assertThat(engine.index(INDEX).writes()).isEqualTo(2);
    assertThat(refreshesWanted).isEqualTo(2);
    assertThat(budget.used()).isZero();
  }

  @Test
  void writesWaitInOrderUntilTheIndexIsThere() {
    var first = lane.write(put(0, 1, "a"), LATER);
    var second = lane.write(put(1, 2, "b"), LATER);
    runAll();
    assertThat(first.toCompletableFuture()).isNotDone();

    opening.complete(index());
    runAll();

    assertThat(now(first)).isInstanceOf(WriteOutcome.Durable.class);
    assertThat(now(second)).isInstanceOf(WriteOutcome.Durable.class);
  }

  @Test
  void aMissingPredecessorIsAGapAndNothingIsApplied() {
    opening.complete(index());
    var write = lane.write(put(4, 5, "a"), LATER);
    runAll();

    assertThat(now(write)).isEqualTo(new WriteOutcome.Gap(0));
    assertThat(engine.index(INDEX).sequence(3)).isZero();
  }

  @Test
  void afterAFailedWriteTheOnesBehindItAreGaps() {
    FakeEngineIndex index = index();
    opening.complete(index);
    index.failWith(new IOException("disk full"));
    var first = lane.write(put(0, 1, "a"), LATER);
    runAll();
    index.failWith(null);
    var second = lane.write(put(1, 2, "b"), LATER);
    runAll();

    assertThat(now(first)).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(now(second)).isEqualTo(new WriteOutcome.Gap(0));
  }

  @Test
  void aWriteThatCannotBeTakenFailsAlone() {
    FakeEngineIndex index = index();
    opening.complete(index);
    index.refuse("bad");
    var before = lane.write(put(0, 1, "a"), LATER);
    var bad = lane.write(put(1, 2, "bad"), LATER);
    var behind = lane.write(put(2, 3, "b"), LATER);
    NodeWrite elsewhere = new NodeWrite(new ShardId(INDEX, 2), 0, put(0, 1, "c").operations());
    var other = lane.write(elsewhere, LATER);
    runAll();

    assertThat(now(before)).isInstanceOf(WriteOutcome.Durable.class);
    assertThat(now(bad)).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(now(behind)).isEqualTo(new WriteOutcome.Gap(1));
    assertThat(now(other)).isInstanceOf(WriteOutcome.Durable.class);
  }

  @Test
  void whatTheOwnerDoesNotKnowOfIsAGapToo() {
    opening.complete(index());
    // The node restarted after an owner had opened the shard, and forgot that it fenced this one.
    lane.write(put(0, SequenceNumber.of(1, 1), "late"), LATER);
    runAll();
    var write = lane.write(put(0, SequenceNumber.of(2, 1), "a"), LATER);
    runAll();
    assertThat(now(write)).isEqualTo(new WriteOutcome.Gap(SequenceNumber.of(1, 1)));
  }

  @Test
  void aNumberGivenOutTwiceIsNotTakenForARepetition() {
    opening.complete(index());
    lane.write(put(0, SequenceNumber.of(1, 2), "a"), LATER);
    runAll();
    var write = lane.write(put(SequenceNumber.of(1, 2), SequenceNumber.of(1, 1), "b"), LATER);
    runAll();
    assertThat(now(write)).isEqualTo(new WriteOutcome.Gap(SequenceNumber.of(1, 2)));
  }

  @Test
  void aNewEpochFencesTheOldOwnerEvenBeforeItsFirstWrite() {
    opening.complete(index());
    lane.write(put(0, SequenceNumber.of(1, 1), "a"), LATER);
    var opened = lane.open(3, 3);
    var late = lane.write(put(SequenceNumber.of(1, 1), SequenceNumber.of(1, 2), "b"), LATER);
    runAll();

    assertThat(now(opened)).isEqualTo(SequenceNumber.of(1, 1));
    assertThat(now(late)).isEqualTo(new WriteOutcome.Fenced(3));
    var stale = lane.open(3, 2);
    runAll();
    assertThatThrownBy(() -> now(stale)).hasCauseInstanceOf(NodeUnavailableException.class);
  }

  @Test
  void whatIsTooLateIsNotApplied() {
    opening.complete(index());
    var write = lane.write(put(0, 1, "a"), NOW.minusMillis(1));
    runAll();
    assertThat(now(write)).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(engine.index(INDEX).writes()).isZero();
  }

  @Test
  void aRepairIsFencedLikeWritesAndSaysNothingOfTheSequence() {
    opening.complete(index());
    lane.write(put(0, 7, "a"), LATER);
    var opened = lane.open(3, 2);
    byte[] document = "{}".getBytes(StandardCharsets.UTF_8);
    List<WriteOperation> copies = List.of(WriteOperation.copy("b", 1, 99, document));
    var late = lane.repair(SHARD, 1, copies, LATER);
    var fenced = lane.repair(SHARD, 3, copies, LATER);
    var after = lane.write(put(0, SequenceNumber.of(2, 1), "c"), LATER);
    runAll();
    assertThat(now(opened)).isEqualTo(7);
    assertThat(now(late)).isEqualTo(new WriteOutcome.Fenced(2));
    assertThat(now(fenced)).isEqualTo(new WriteOutcome.Durable(7, WriteCounts.NONE));
    assertThat(now(after)).isEqualTo(new WriteOutcome.Fenced(3));
  }

  @Test
  void overTheBoundIsRefusedAtOnce() {
    opening.complete(index());
    lane.write(put(0, 1, "a"), LATER);
    byte[] large = new byte[20_000];
    NodeWrite write =
        new NodeWrite(
            SHARD, 1, List.of(new WriteOperation(WriteOperation.Kind.REPLACE, "b", 1, 2, large)));
    assertThat(now(lane.write(write, LATER))).isInstanceOf(WriteOutcome.Failed.class);
  }

  @Test
  void anIndexThatCannotBeOpenedFailsWhatWaitsForIt() {
    var write = lane.write(put(0, 1, "a"), LATER);
    opening.completeExceptionally(new NodeUnavailableException(new NodeId("n1"), "unknown"));
    runAll();
    assertThat(now(write)).isInstanceOf(WriteOutcome.Failed.class);
  }
}
