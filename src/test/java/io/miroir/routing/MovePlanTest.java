package io.miroir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.settings.Settings;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MovePlanTest {
  private static final int SHARDS = 64;
  private static final IndexId INDEX = new IndexId("i");
  private static final MovePlan.Scope ALL = new MovePlan.Scope.Everything();

  private final Map<NodeId, NodeEntry> nodes = new HashMap<>();
  private int factor = 2;
  private List<List<Replica>> allocation = List.of();

  private void node(String id, NodeEntry.State state) {
    NodeId name = new NodeId(id);
    nodes.put(
        name,
        new NodeEntry(
            name,
            NodeEntry.Kind.EMBEDDED,
            GroupId.DEFAULT,
            "",
            state,
            Optional.empty(),
            Optional.empty()));
  }

  private void active(String... ids) {
    for (String id : ids) {
      node(id, NodeEntry.State.ACTIVE);
    }
  }

  private void place() {
    allocation =
        IntStream.range(0, SHARDS)
            .mapToObj(n -> Placement.place(new ShardId(INDEX, n), factor, nodes.values()))
            .toList();
  }

  private RoutingTable table() {
    IndexUid uid = new IndexUid("movies");
    IndexEntry entry =
        new IndexEntry(
            INDEX,
            uid,
            SHARDS,
            factor,
            Optional.empty(),
            1,
            0,
            Settings.DEFAULT,
            Instant.EPOCH,
            Instant.EPOCH,
            allocation);
    return new RoutingTable(1, 1, nodes, Map.of(uid, INDEX), Map.of(INDEX, entry), Set.of());
  }

  private MovePlan plan(MovePlan.Scope scope, String... lost) {
    Set<NodeId> gone = new HashSet<>();
    for (String id : lost) {
      gone.add(new NodeId(id));
    }
    return MovePlan.of(table(), gone, scope);
  }

  private void carryOut(MovePlan plan) {
    List<List<Replica>> after = new ArrayList<>(allocation);
    for (MovePlan.Move move : plan.moves()) {
      List<Replica> copies = new ArrayList<>(after.get(move.shard().number()));
      move.to().ifPresent(to -> copies.add(new Replica(to, move.group(), Replica.State.IN_SYNC)));
      move.from().ifPresent(from -> copies.removeIf(r -> r.node().equals(from)));
      after.set(move.shard().number(), copies);
    }
    allocation = after;
  }

  private Set<NodeId> holders(int shard) {
    Set<NodeId> holders = new HashSet<>();
    allocation.get(shard).forEach(r -> holders.add(r.node()));
    return holders;
  }

  @Test
  void nothingMovesWhileTheNodesStay() {
    active("n1", "n2", "n3");
    place();

    assertThat(plan(ALL).moves()).isEmpty();
    assertThat(plan(ALL).blocked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatMovesToANewNodeIsWhatItWinsAndNothingElse(int copies) {
    factor = copies;
    active("n1", "n2", "n3");
    place();
    active("n4");

    MovePlan plan = plan(ALL);
    carryOut(plan);

    assertThat(plan.moves())
        .isNotEmpty()
        .allSatisfy(
            move -> {
              assertThat(move.to()).contains(new NodeId("n4"));
              assertThat(move.from()).isPresent();
              assertThat(move.reason()).contains("n4 ranks");
            });
    List<List<Replica>> moved = allocation;
    place();
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(new HashSet<>(moved.get(shard))).isEqualTo(new HashSet<>(allocation.get(shard)));
    }
    long won =
        IntStream.range(0, SHARDS).filter(s -> holders(s).contains(new NodeId("n4"))).count();
    assertThat(plan.moves()).hasSize((int) won);
  }

  @Test
  void theCopiesOfALostNodeAreMadeElsewhereAndNoOthersMove() {
    active("n1", "n2", "n3", "n4");
    place();
    node("n3", NodeEntry.State.FAILED);

    MovePlan plan = plan(new MovePlan.Scope.Off(new NodeId("n3")), "n3");

    long held =
        IntStream.range(0, SHARDS).filter(s -> holders(s).contains(new NodeId("n3"))).count();
    assertThat(plan.moves())
        .hasSize((int) held)
        .allSatisfy(
            move -> {
              assertThat(move.from()).contains(new NodeId("n3"));
              assertThat(move.reason()).contains("n3 is gone");
            });
    carryOut(plan);
    assertThat(plan(ALL, "n3").moves()).isEmpty();
  }

  @Test
  void aNodeThatIsAwayForAMomentKeepsItsCopies() {
    active("n1", "n2", "n3");
    place();
    node("n3", NodeEntry.State.FAILED);

    assertThat(plan(ALL).moves()).isEmpty();
  }

  @Test
  void whatMustGoToANodeThatIsAwayWaits() {
    active("n1", "n2", "n3");
    place();
    node("n4", NodeEntry.State.FAILED);

    MovePlan plan = plan(ALL);

    assertThat(plan.moves()).isEmpty();
    assertThat(plan.blocked()).isNotEmpty().allMatch(text -> text.contains("n4"));
  }

  @Test
  void withTooFewNodesALostNodesCopiesAreKeptForItsReturn() {
    active("n1", "n2");
    place();
    node("n2", NodeEntry.State.FAILED);

    assertThat(plan(ALL, "n2").moves()).isEmpty();
    MovePlan off = plan(new MovePlan.Scope.Off(new NodeId("n2")), "n2");
    assertThat(off.moves()).isEmpty();
    assertThat(off.blocked()).hasSize(SHARDS).allMatch(text -> text.contains("no node of group"));
  }

  @Test
  void aDrainedNodeEndsEmpty() {
    active("n1", "n2", "n3");
    place();
    node("n1", NodeEntry.State.DRAINING);

    carryOut(plan(ALL));

    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(holders(shard)).containsExactlyInAnyOrder(new NodeId("n2"), new NodeId("n3"));
    }
  }

  @Test
  void moreAndFewerCopies() {
    active("n1", "n2", "n3");
    place();

    factor = 3;
    MovePlan more = plan(new MovePlan.Scope.Of(INDEX));
    assertThat(more.moves()).hasSize(SHARDS).allMatch(move -> move.from().isEmpty());
    carryOut(more);
    factor = 1;
    MovePlan fewer = plan(new MovePlan.Scope.Of(INDEX));
    assertThat(fewer.moves()).hasSize(2 * SHARDS).allMatch(move -> move.to().isEmpty());
    carryOut(fewer);
    assertThat(plan(ALL).moves()).isEmpty();
  }
}
