package io.miroir.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.settings.Settings;
import io.miroir.ingest.Partial;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.SearchNode;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettingsServedTest {
  private static final IndexId INDEX = new IndexId("i1");
  private static final NodeId ALIVE = new NodeId("alive");
  private static final NodeId DEAD = new NodeId("dead");

  private final FixedTables tables = new FixedTables();
  private final SettingsServed served =
      new SettingsServed(this::node, tables, ForkJoinPool.commonPool());

  /** What a node has of the port here. */
  public record Serving(NodeId id) {
    public CompletionStage<Map<IndexId, Long>> versions() {
      return id.equals(ALIVE)
          ? CompletableFuture.completedFuture(Map.of(INDEX, 2L))
          : CompletableFuture.failedFuture(new NodeUnavailableException(id, "gone"));
    }
  }

  private SearchNode node(NodeId id) {
    return Partial.of(SearchNode.class, new Serving(id));
  }

  private static NodeEntry entry(NodeId id, NodeEntry.State state) {
    return new NodeEntry(
        id,
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        "",
        state,
        Optional.empty(),
        Optional.empty());
  }

  private static RoutingTable table(NodeEntry.State stateOfDead) {
    IndexUid uid = new IndexUid("movies");
    List<Replica> replicas =
        List.of(
            new Replica(ALIVE, GroupId.DEFAULT, Replica.State.IN_SYNC),
            new Replica(DEAD, GroupId.DEFAULT, Replica.State.IN_SYNC));
    IndexEntry index =
        new IndexEntry(
            INDEX,
            uid,
            1,
            2,
            Optional.of("id"),
            2,
            0,
            Settings.DEFAULT,
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(replicas));
    return new RoutingTable(
        1,
        1,
        Map.of(ALIVE, entry(ALIVE, NodeEntry.State.ACTIVE), DEAD, entry(DEAD, stateOfDead)),
        Map.of(uid, INDEX),
        Map.of(INDEX, index),
        Set.of());
  }

  @Test
  void aNodeThatIsGoneIsWaitedForUntilItCountsAsFailed() {
    tables.set(table(NodeEntry.State.ACTIVE));
    CompletableFuture<Void> all = served.await(INDEX, 2).toCompletableFuture();
    assertThat(all).isNotDone();
    // No reader goes there, and none will before it serves them: the floor is raised next.
    tables.set(table(NodeEntry.State.FAILED));
    all.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
