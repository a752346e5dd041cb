package io.miroir.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.NullNode;
import com.typesafe.config.ConfigFactory;
import io.miroir.catalog.Catalog;
import io.miroir.ingest.DocumentWrites.Accepted;
import io.miroir.ingest.DocumentWrites.Addition;
import io.miroir.ingest.DocumentWrites.Format;
import io.miroir.ingest.script.Script;
import io.miroir.ingest.shard.RepairReport;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.FakeEngine;
import io.miroir.node.FakeEngineIndex;
import io.miroir.node.FakeTables;
import io.miroir.node.SearchNode;
import io.miroir.node.embedded.EmbeddedNode;
import io.miroir.node.embedded.EngineExecutors;
import io.miroir.node.embedded.NodeHome;
import io.miroir.node.embedded.NodeLimits;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.Tasks;
import io.miroir.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole write path on one member: real shard entities and nodes, engines in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentWriterTest {
  private final ActorTestKit kit =
      ActorTestKit.create(
          "miroir",
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load()));
  private final FakeTables tables = new FakeTables();
  private final FakeTasks tasks = new FakeTasks();
  private final List<FakeEngine> engines = new ArrayList<>();
  private final List<NodeHome> homes = new ArrayList<>();
  private IngestRoom room;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    Map<NodeId, SearchNode> nodes = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      NodeHome home = NodeHome.open(directory.resolve("node" + i));
      FakeEngine engine = new FakeEngine();
      homes.add(home);
      engines.add(engine);
      nodes.put(
          home.id(),
          EmbeddedNode.over(
              home,
              engine,
              tables,
              EngineExecutors.of(kit.system()),
              NodeLimits.DEFAULT,
              InstantSource.system()));
    }
    FakeOwners owners = new FakeOwners(tables, homes.get(0).id(), homes.get(1).id());
    room =
        IngestRoom.start(
            kit.system(),
            directory.resolve("spool"),
            Partial.of(Tasks.class, tasks),
            Partial.of(Catalog.class, owners),
            Partial.of(Topology.class, owners),
            tables,
            nodes::get,
            RepairReport.Listener.NONE);
  }

  @AfterAll
  void stop() throws IOException {
    kit.shutdownTestKit();
    for (NodeHome home : homes) {
      home.close();
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Addition addition(String uid, boolean mayCreate) {
    return new Addition(
        new IndexUid(uid),
        Format.JSON,
        false,
        false,
        Optional.empty(),
        ',',
        Optional.empty(),
        mayCreate,
        Optional.empty());
  }

  private Accepted add(String uid, String json) {
    return get(room.writes().add(addition(uid, true), Source.single(ByteString.fromString(json))));
  }

  private FakeTasks.Ended ended(Accepted accepted) {
    return tasks.ended(accepted.task().uid());
  }

  private long stored(int node, String uid) {
    FakeEngineIndex index = engines.get(node).index(new IndexId("i" + uid));
    long documents = 0;
    for (int shard = 0; shard < 4; shard++) {
      documents += index.fingerprint(shard).documents();
    }
    return documents;
  }

  @Test
  void documentsGoToEveryReplicaAndTheTaskEndsWhenTheyAreSearchable() {
    StringBuilder json = new StringBuilder("[{\"id\":\"0\"}");
    for (int i = 0; i < 3_000; i++) {
      json.append(",{\"id\":").append(i).append(",\"t\":\"").append("x".repeat(300)).append("\"}");
    }
    Accepted accepted = add("movies", json.append(']').toString());

    assertThat(accepted.degraded()).isEmpty();
    assertThat(stored(0, "movies")).isEqualTo(3_000);
    assertThat(stored(1, "movies")).isEqualTo(3_000);
    assertThat(ended(accepted))
        .isEqualTo(
            new FakeTasks.Ended(
                TaskStatus.SUCCEEDED,
                Optional.of("{\"receivedDocuments\":3001,\"indexedDocuments\":3000}"),
                Optional.empty()));
    long searchable =
        engines.get(1).index(new IndexId("imovies")).stats(new int[] {0, 1, 2, 3}).documents();
    assertThat(searchable).isEqualTo(3_000);
  }

  @Test
  void aDocumentLargerThanAFrameIsWritten() {
    Accepted accepted = add("large", "[{\"id\":1,\"t\":\"" + "x".repeat(3_000_000) + "\"}]");
    assertThat(ended(accepted).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(stored(1, "large")).isEqualTo(1);
  }

  @Test
  void oneBadDocumentFailsTheTaskAndNothingIsApplied() {
    add("bad", "[{\"id\":1}]");
    Accepted accepted = add("bad", "[{\"id\":2},{\"id\":\"a b\"}]");
    assertThat(ended(accepted).problem().orElseThrow().code())
        .isEqualTo(ErrorCode.INVALID_DOCUMENT_ID);
    assertThat(stored(0, "bad")).isEqualTo(1);
  }

  @Test
  void malformedBodiesMakeNoTask() {
    assertThatThrownBy(() -> add("none", "[{\"id\":1}"))
        .hasCauseInstanceOf(ProblemException.class)
        .hasMessageContaining("EOF while parsing a list at line 1 column 9");
  }

  @Test
  void withoutTheRightToCreateAMissingIndexFailsTheTask() {
    Accepted accepted =
        get(
            room.writes()
                .add(addition("absent", false), Source.single(ByteString.fromString("[]"))));
    assertThat(ended(accepted).problem().orElseThrow().message())
        .isEqualTo("Index `absent` not found.");
  }

  @Test
  void deletionsCountWhatWasReallyThere() {
    add("del", "[{\"id\":1,\"c\":\"red\"},{\"id\":2,\"c\":\"red\"},{\"id\":3,\"c\":\"blue\"}]");
    IndexUid uid = new IndexUid("del");
    assertThat(ended(get(room.writes().delete(uid, List.of("3", "9"), Optional.empty()))).details())
        .contains("{\"providedIds\":2,\"deletedDocuments\":1,\"originalFilter\":null}");
    assertThat(
            ended(get(room.writes().deleteByFilter(uid, "\"c = red\"", Optional.empty())))
                .details())
        .contains(
            "{\"providedIds\":0,\"deletedDocuments\":2,\"originalFilter\":\"\\\"c = red\\\"\"}");
    assertThat(ended(get(room.writes().clear(uid, Optional.empty()))).details())
        .contains("{\"deletedDocuments\":0}");
    assertThat(
            ended(get(room.writes().deleteByFilter(uid, "\"forbidden = 1\"", Optional.empty())))
                .problem()
                .orElseThrow()
                .message())
        .isEqualTo("Index `del`: Attribute `forbidden` is not filterable.");
  }

  private FakeTasks.Ended edited(String uid, String function, Optional<String> filter) {
    Script script = Script.read(function, NullNode.getInstance());
    return ended(
        get(
            room.writes()
                .edit(
                    new DocumentWrites.Edit(
                        new IndexUid(uid),
                        function,
                        script::edit,
                        filter,
                        NullNode.getInstance(),
                        Optional.empty()))));
  }

  @Test
  void editsGoThroughAllShardsAndTheirReplicas() {
    add("edit", "[{\"id\":1,\"c\":\"red\"},{\"id\":2,\"c\":\"blue\"},{\"id\":3,\"c\":\"red\"}]");
    assertThat(edited("edit", "doc.n = doc.id * 2", Optional.empty()).details().orElseThrow())
        .startsWith("{\"editedDocuments\":3,\"deletedDocuments\":3,");
    FakeTasks.Ended some = edited("edit", "if doc.n == 2 { doc = () }", Optional.of("\"c = red\""));
    assertThat(some.details().orElseThrow())
        .contains("\"editedDocuments\":2", "\"originalFilter\":\"\\\"c = red\\\"\"");
    assertThat(stored(0, "edit")).isEqualTo(2);
    assertThat(stored(1, "edit")).isEqualTo(2);
  }

  @Test
  void anEditThatGoesWrongOnOneDocumentChangesNone() {
    add("wrong", "[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5}]");
    FakeTasks.Ended failed =
        edited("wrong", "if doc.id == 4 { doc.x = 1 / 0 } else { doc = () }", Optional.empty());
    assertThat(failed.problem().orElseThrow().message())
        .isEqualTo(
            "Index `wrong`: Document edition runtime error encountered while running the"
                + " function: Division by zero: 1 / 0 (line 1, position 28)");
    assertThat(edited("wrong", "doc.id = 7", Optional.empty()).problem().orElseThrow().message())
        .isEqualTo("Index `wrong`: Document editions cannot modify a document's primary key");
    assertThat(edited("wrong", "doc = 7", Optional.empty()).problem().orElseThrow().message())
        .isEqualTo("Index `wrong`: Document editions must keep documents as objects");
    assertThat(stored(0, "wrong")).isEqualTo(5);
  }

  @Test
  void aReplicaThatFailsLeavesTheInSyncSetBeforeTheAnswer() {
    add("lossy", "[{\"id\":1}]");
    engines.get(1).index(new IndexId("ilossy")).failWith(new IOException("disk full"));
    Accepted accepted = add("lossy", "[{\"id\":1},{\"id\":2}]");

    assertThat(accepted.degraded().orElseThrow()).startsWith("group=default copies=1/2 shards=");
    assertThat(ended(accepted).status()).isEqualTo(TaskStatus.SUCCEEDED);
    var entry = tables.current().index(new IndexUid("lossy")).orElseThrow();
    assertThat(entry.allocation().stream().flatMap(List::stream).filter(r -> !r.inSync()))
        .isNotEmpty()
        .allMatch(replica -> replica.node().equals(homes.get(1).id()));
    assertThat(stored(0, "lossy")).isEqualTo(2);
  }

  @Test
  void anEntityTellsItsStateAndSurvivesAStop() {
    add("view", "[{\"id\":1}]");
    ShardId shard = new ShardId(new IndexId("iview"), 0);
    var view = get(room.shards().describe(shard, Duration.ofSeconds(5)));
    assertThat(view.epoch()).isPositive();
    assertThat(view.inFlight()).isZero();
  }
}
