package io.miroir.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.WriteCounts;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.Replica;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationTest {
  private static final ShardId SHARD = new ShardId(new IndexId("i1"), 0);
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final GroupId OTHER = new GroupId("other");
  private static final long FIRST = SequenceNumber.of(2, 1);
  private static final long SECOND = SequenceNumber.of(2, 2);

  private static Replica replica(NodeId node, Replica.State state) {
    return new Replica(node, GroupId.DEFAULT, state);
  }

  private static Replica inSync(NodeId node) {
    return replica(node, Replica.State.IN_SYNC);
  }

  private static Replication open(int factor, Replica... replicas) {
    Map<NodeId, Long> sequences = Map.of(A, 5L, B, 5L, C, 5L);
    var opening = Replication.open(SHARD, 2, factor, List.of(replicas), sequences);
    assertThat(opening.effects()).isEmpty();
    return opening.replication();
  }

  private static List<Effect> write(Replication replication, long token) {
    return replication.write(token, List.of(WriteOperation.delete("k" + token)), 10);
  }

  private static WriteOutcome durable(long sequence) {
    return new WriteOutcome.Durable(sequence, new WriteCounts(0, 0, 1));
  }

  private static Effect acknowledged(long token, ShardReply.Copies... missing) {
    return new Effect.Acknowledge(token, new WriteCounts(0, 0, 1), List.of(missing));
  }

  @Test
  void everyReplicaIsSentTheSameOperationsBehindWhatItHas() {
    Replication replication = open(2, inSync(A), inSync(B));
    List<Effect> effects = write(replication, 1);
    write(replication, 2);

    assertThat(effects)
        .allSatisfy(
            effect -> {
              Effect.Send send = (Effect.Send) effect;
              assertThat(send.write().previous()).isEqualTo(5);
              assertThat(send.write().operations().getFirst().sequence()).isEqualTo(FIRST);
            })
        .hasSize(2);
    assertThat(write(replication, 3))
        .allSatisfy(e -> assertThat(((Effect.Send) e).write().previous()).isEqualTo(SECOND));
  }

  @Test
  void aWriteIsAcknowledgedWhenTheLastReplicaHasIt() {
    Replication replication = open(2, inSync(A), inSync(B));
    write(replication, 1);
    assertThat(replication.answered(A, FIRST, durable(FIRST))).isEmpty();
    assertThat(replication.answered(B, FIRST, durable(FIRST))).containsExactly(acknowledged(1));
  }

  @Test
  void aReplicaThatFailsIsMarkedBeforeTheAnswerAndSentNothingMore() {
    Replication replication = open(2, inSync(A), inSync(B));
    write(replication, 1);
    replication.answered(A, FIRST, durable(FIRST));
    assertThat(replication.answered(B, FIRST, new WriteOutcome.Failed("disk")))
        .containsExactly(new Effect.MarkStale(B, "disk"));
    // Begun while the mark is under way: a reader may still use B, so this one waits as well.
    assertThat(write(replication, 2)).hasSize(1);
    assertThat(replication.answered(A, SECOND, durable(SECOND))).isEmpty();

    var copies = new ShardReply.Copies(GroupId.DEFAULT, 1, 2);
    assertThat(replication.marked(B, true))
        .containsExactly(acknowledged(1, copies), acknowledged(2, copies));
  }

  @Test
  void aGapIsAFailureToo() {
    Replication replication = open(2, inSync(A), inSync(B));
    write(replication, 1);
    assertThat(replication.answered(B, FIRST, new WriteOutcome.Gap(3)))
        .hasOnlyElementsOfType(Effect.MarkStale.class)
        .hasSize(1);
  }

  @Test
  void twoOfThreeAreEnoughOneIsNot() {
    Replication replication = open(3, inSync(A), inSync(B), inSync(C));
    write(replication, 1);
    replication.answered(A, FIRST, durable(FIRST));
    replication.answered(B, FIRST, new WriteOutcome.Failed("gone"));
    replication.answered(C, FIRST, new WriteOutcome.Failed("gone"));
    replication.marked(B, true);
    assertThat(replication.marked(C, true))
        .singleElement()
        .isInstanceOf(Effect.RefuseNoQuorum.class);
    assertThat(write(replication, 2)).singleElement().isInstanceOf(Effect.RefuseNoQuorum.class);
  }

  @Test
  void oneGroupWithEnoughCopiesCarriesTheWrite() {
    Replication replication = open(1, inSync(A), new Replica(B, OTHER, Replica.State.IN_SYNC));
    write(replication, 1);
    replication.answered(B, FIRST, durable(FIRST));
    replication.answered(A, FIRST, new WriteOutcome.Failed("gone"));
    assertThat(replication.marked(A, true))
        .containsExactly(acknowledged(1, new ShardReply.Copies(GroupId.DEFAULT, 0, 1)));
  }

  @Test
  void aRefusedMarkBeginsAnew() {
    Replication replication = open(1, inSync(A));
    write(replication, 1);
    replication.answered(A, FIRST, new WriteOutcome.Failed("gone"));
    assertThat(replication.marked(A, false)).singleElement().isInstanceOf(Effect.Reopen.class);
    assertThat(replication.giveUp("again")).containsExactly(new Effect.GiveUp(1, "again"));
  }

  @Test
  void aFencedOwnerStepsDown() {
    Replication replication = open(1, inSync(A));
    write(replication, 1);
    assertThat(replication.answered(A, FIRST, new WriteOutcome.Fenced(7)))
        .containsExactly(new Effect.StepDown(7));
  }

  @Test
  void openingMarksWhoIsBehindOrSilent() {
    var opening =
        Replication.open(
            SHARD, 2, 3, List.of(inSync(A), inSync(B), inSync(C)), Map.of(A, 9L, B, 4L));
    assertThat(opening.effects())
        .extracting(effect -> ((Effect.MarkStale) effect).node())
        .containsExactly(B, C);
  }

  @Test
  void aMarkSetBySomebodyElseIsConfirmedBeforeTheNextAcknowledgement() {
    Replication replication = open(2, inSync(A), inSync(B));
    write(replication, 1);
    replication.answered(A, FIRST, durable(FIRST));
    assertThat(replication.allocation(List.of(inSync(A), replica(B, Replica.State.STALE)), 2))
        .containsExactly(new Effect.AwaitConfirmed());
    var copies = new ShardReply.Copies(GroupId.DEFAULT, 1, 2);
    assertThat(replication.confirmed()).containsExactly(acknowledged(1, copies));
  }

  @Test
  void openingMarksAgainWhoIsNotInSyncSoThatAnOldOwnerCannotLetItIn() {
    var opening =
        Replication.open(
            SHARD,
            2,
            2,
            List.of(inSync(A), replica(B, Replica.State.FILLING), replica(C, Replica.State.STALE)),
            Map.of(A, 9L));
    assertThat(opening.effects())
        .extracting(effect -> ((Effect.MarkStale) effect).node())
        .containsExactly(B, C);
    Replication replication = opening.replication();
    write(replication, 1);
    assertThat(replication.answered(A, FIRST, durable(FIRST))).isEmpty();
    replication.marked(B, true);
    assertThat(replication.marked(C, true)).hasSize(1);
  }

  @Test
  void aReplicaThatJoinsTakesEveryWriteButCountsForNothingUntilItIsInSync() {
    Replication replication = open(1, inSync(A));
    Replica filling = replica(B, Replica.State.FILLING);
    replication.allocation(List.of(inSync(A), filling), 1);
    assertThat(replication.join(1, filling)).hasSize(2);
    assertThat(write(replication, 2)).hasSize(2);
    replication.answered(B, FIRST, durable(FIRST));
    replication.answered(A, FIRST, durable(FIRST));
    replication.answered(B, SECOND, durable(SECOND));
    assertThat(replication.answered(A, SECOND, durable(SECOND))).containsExactly(acknowledged(2));
    assertThat(replication.readable()).containsExactly(A);
    replication.allocation(List.of(inSync(A), inSync(B)), 1);
    assertThat(replication.readable()).containsExactly(A, B);
  }

  @Test
  void aReplicaThatIsInSyncWithoutItsOwnersDoingMakesItBeginAgain() {
    Replication replication = open(1, inSync(A));
    assertThat(replication.allocation(List.of(inSync(A), inSync(B)), 1))
        .singleElement()
        .isInstanceOf(Effect.Reopen.class);
  }

  @Test
  void aMarkedReplicaIsNotTakenBackByAnOldTable() {
    Replication replication = open(2, inSync(A), inSync(B));
    write(replication, 1);
    replication.answered(B, FIRST, new WriteOutcome.Failed("disk"));
    replication.marked(B, true);
    replication.allocation(List.of(inSync(A), inSync(B)), 2);
    assertThat(write(replication, 2)).hasSize(1);
    replication.allocation(List.of(inSync(A), replica(B, Replica.State.STALE)), 2);
    replication.allocation(List.of(inSync(A), replica(B, Replica.State.FILLING)), 2);
    assertThat(write(replication, 3)).hasSize(1);
  }
}
