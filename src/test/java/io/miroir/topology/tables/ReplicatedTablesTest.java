package io.miroir.topology.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.routing.RoutingTable;
import io.miroir.testing.TestMember;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicatedTablesTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final ReplicatedTables tables = new ReplicatedTables(executor);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  private static RoutingTable version(long number) {
    return new RoutingTable(number, number, Map.of(), Map.of(), Map.of(), Set.of());
  }

  @Test
  void aConditionIsMetByTheTableOfNowOrByALaterOne() {
    assertThat(TestMember.get(tables.await(t -> t.topologyVersion() == 0)).topologyVersion())
        .isZero();
    CompletionStage<RoutingTable> later = tables.await(t -> t.topologyVersion() >= 2);

    tables.publish(version(1));
    assertThat(later.toCompletableFuture()).isNotDone();
    tables.publish(version(2));

    assertThat(TestMember.get(later).topologyVersion()).isEqualTo(2);
  }

  @Test
  void aListenerSeesTablesInOrderAndTheNewestLast() {
    List<Long> seen = new CopyOnWriteArrayList<>();
    tables.subscribe(table -> seen.add(table.topologyVersion()));

    for (int i = 1; i <= 1000; i++) {
      tables.publish(version(i));
    }

    TestMember.await("the newest", () -> seen.contains(1000L));
    assertThat(seen).isSorted().contains(1000L);
  }

  @Test
  void aListenerThatFailsIsCalledAgain() {
    List<Long> seen = new CopyOnWriteArrayList<>();
    tables.subscribe(
        table -> {
          seen.add(table.topologyVersion());
          throw new IllegalStateException("listener of the test");
        });

    TestMember.await("the first", () -> seen.contains(0L));
    tables.publish(version(1));

    TestMember.await("the second", () -> seen.contains(1L));
  }
}
