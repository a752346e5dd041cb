package io.miroir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.Allocation;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.topology.ReplicaMove.Already;
import io.miroir.topology.ReplicaMove.Happens;
import io.miroir.topology.ReplicaMove.Outcome;
import io.miroir.topology.ReplicaMove.Refused;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaMoveTest {
  private static final ShardId SHARD = new ShardId(new IndexId("i"), 1);
  private static final NodeId N1 = new NodeId("n1");
  private static final NodeId N2 = new NodeId("n2");
  private static final NodeId N3 = new NodeId("n3");

  private TopologyState state = TopologyState.EMPTY;

  private void node(NodeId id, NodeEntry.State as) {
    state =
        state.on(
            new TopologyEvent.NodeRegistered(
                new NodeEntry(
                    id,
                    NodeEntry.Kind.EMBEDDED,
                    GroupId.DEFAULT,
                    "",
                    as,
                    Optional.empty(),
                    Optional.empty())));
  }

  private void allocated(Replica... replicas) {
    node(N1, NodeEntry.State.ACTIVE);
    node(N2, NodeEntry.State.ACTIVE);
    node(N3, NodeEntry.State.ACTIVE);
    List<Replica> copies = List.of(replicas);
    state =
        state.on(
            new TopologyEvent.Allocated(
                List.of(new Allocation(SHARD.index(), 1, List.of(copies, copies)))));
  }

  private static Replica copy(NodeId node, Replica.State as) {
    return new Replica(node, GroupId.DEFAULT, as);
  }

  private Outcome add(NodeId node) {
    return ReplicaMove.add(state, SHARD, node, "because");
  }

  private Outcome remove(NodeId node, Optional<NodeId> successor) {
    return ReplicaMove.remove(state, SHARD, node, successor, "because");
  }

  private void happens(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Happens.class);
    state = state.on(((Happens) outcome).event());
  }

  @Test
  void aCopyThatIsAddedIsNotReadBeforeItsOwnerHasFilledIt() {
    allocated(copy(N1, Replica.State.IN_SYNC));

    happens(add(N2));

    assertThat(state.replica(SHARD, N2)).contains(copy(N2, Replica.State.STALE));
    assertThat(state.replica(SHARD, N1)).contains(copy(N1, Replica.State.IN_SYNC));
    assertThat(state.replicas(new ShardId(SHARD.index(), 0))).hasSize(1);
    assertThat(add(N2)).isEqualTo(new Already());
  }

  @Test
  void onlyActiveNodesGetCopies() {
    allocated(copy(N1, Replica.State.IN_SYNC));
    node(N2, NodeEntry.State.DRAINING);

    assertThat(add(N2)).isInstanceOf(Refused.class);
    assertThat(add(new NodeId("nobody"))).isInstanceOf(Refused.class);
  }

  @Test
  void theSourceGoesOnlyWhenItsSuccessorIsInSync() {
    allocated(copy(N1, Replica.State.IN_SYNC), copy(N2, Replica.State.IN_SYNC));
    happens(add(N3));

    assertThat(remove(N1, Optional.of(N3))).isInstanceOf(Refused.class);
    state =
        state.on(new TopologyEvent.ReplicaChanged(SHARD, N3, Replica.State.IN_SYNC, 1, "equal"));
    happens(remove(N1, Optional.of(N3)));

    assertThat(state.replicas(SHARD)).extracting(Replica::node).containsExactly(N2, N3);
    assertThat(remove(N1, Optional.of(N3))).isEqualTo(new Already());
  }

  @Test
  void theLastCopyInSyncNeverGoes() {
    allocated(copy(N1, Replica.State.IN_SYNC), copy(N2, Replica.State.STALE));

    assertThat(remove(N1, Optional.empty())).isInstanceOf(Refused.class);
    happens(remove(N2, Optional.empty()));
  }

  @Test
  void aNodeIsDrainedAndActivatedAgain() {
    allocated(copy(N1, Replica.State.IN_SYNC));

    happens(ReplicaMove.drain(state, N1, true, "because"));
    assertThat(ReplicaMove.drain(state, N1, true, "because")).isEqualTo(new Already());
    happens(ReplicaMove.drain(state, N1, false, "because"));
    assertThat(state.node(N1).orElseThrow().state()).isEqualTo(NodeEntry.State.ACTIVE);
    state = state.on(new TopologyEvent.NodeRemoved(N1));
    assertThat(ReplicaMove.drain(state, N1, true, "because")).isInstanceOf(Refused.class);
  }
}
