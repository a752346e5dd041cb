package io.miroir.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.node.FakeTables;
import io.miroir.routing.RoutingTable;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeUpkeepTest {
  private static final NodeId HERE = new NodeId("n1");
  private static final IndexId INDEX = new IndexId("ia");

  private final FakeTables tables = new FakeTables();

  @Test
  void anIndexAllocatedHereIsMadeHere() {
    tables.putIndex(FakeTables.index("a", 2, Optional.empty(), HERE));
    tables.putIndex(FakeTables.index("b", 2, Optional.empty(), new NodeId("n2")));

    assertThat(NodeUpkeep.plan(HERE, tables.current(), Map.of(), Map.of()))
        .singleElement()
        .isInstanceOfSatisfying(
            NodeUpkeep.Define.class, step -> assertThat(step.index()).isEqualTo(INDEX));
  }

  @Test
  void anOldDefinitionIsRenewedAndACurrentOneLeftAlone() {
    tables.putIndex(FakeTables.index("a", 2, Optional.empty(), HERE));

    assertThat(NodeUpkeep.plan(HERE, tables.current(), Map.of(INDEX, 0L), Map.of())).hasSize(1);
    assertThat(NodeUpkeep.plan(HERE, tables.current(), Map.of(INDEX, 1L), Map.of())).isEmpty();
  }

  @Test
  void onlyATableNewerThanTheIndexDropsIt() {
    tables.putIndex(FakeTables.index("a", 2, Optional.empty(), HERE));
    long birth = tables.current().catalogVersion();
    tables.removeIndex(INDEX);

    assertThat(NodeUpkeep.plan(HERE, tables.current(), Map.of(INDEX, 1L), Map.of(INDEX, birth)))
        .containsExactly(new NodeUpkeep.Drop(INDEX));
    assertThat(NodeUpkeep.plan(HERE, RoutingTable.EMPTY, Map.of(INDEX, 1L), Map.of(INDEX, birth)))
        .isEmpty();
    assertThat(NodeUpkeep.plan(HERE, tables.current(), Map.of(INDEX, 1L), Map.of())).isEmpty();
  }
}
