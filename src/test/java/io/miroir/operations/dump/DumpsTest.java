package io.miroir.operations.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.access.KeyLines;
import io.miroir.engine.Changes;
import io.miroir.engine.StoredDocument;
import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.FakeTables;
import io.miroir.node.UnavailableNode;
import io.miroir.routing.KeyRecord;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.TasksConfig;
import io.miroir.testing.FixedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpsTest {
  private static final NodeId DEAD = new NodeId("dead");
  private static final NodeId ALIVE = new NodeId("alive");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-15T17:30:07.309Z"), ZoneOffset.UTC);

  /** Has 250 documents in shard 1 and none elsewhere. */
  private static final class Node extends UnavailableNode {
    private final TreeMap<String, StoredDocument> documents = new TreeMap<>();

    Node() {
      super("alive");
      for (int i = 0; i < 250; i++) {
        byte[] json = ("{\"id\":" + i + ",\n\"t\":\"a\\nb\"}").getBytes(StandardCharsets.UTF_8);
        String key = "%03d".formatted(i);
        documents.put(key, new StoredDocument(key, i, i + 1L, json));
      }
    }

    @Override
    public CompletionStage<List<StoredDocument>> page(
        ShardId shard, Optional<String> after, int limit, Instant deadline) {
      var rest = after.map(key -> documents.tailMap(key, false)).orElse(documents);
      List<StoredDocument> page =
          shard.number() == 1 ? rest.values().stream().limit(limit).toList() : List.of();
      return CompletableFuture.completedFuture(page);
    }

    @Override
    public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
      return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public CompletionStage<Changes> changes(
        ShardId shard, long after, int limit, Instant deadline) {
      return CompletableFuture.completedFuture(new Changes(true, List.of(), after));
    }
  }

  @TempDir private Path folder;
  private final JdbcConnectionPool database =
      JdbcConnectionPool.create("jdbc:h2:mem:dumps-" + System.nanoTime(), "", "");
  private final FakeTables tables = new FakeTables();
  private final FixedKeys keys = new FixedKeys();
  private SqlTasks tasks;
  private Dumps dumps;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(folder.resolve("dumps"));
    Files.writeString(folder.resolve("dumps/old.dump.unfinished"), "half");
    tasks = SqlTasks.open(database, "m", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
    Node alive = new Node();
    dumps =
        Dumps.open(
            tasks,
            id -> id.equals(ALIVE) ? alive : new UnavailableNode("dead"),
            tables,
            keys,
            Dumps.Directories.in(folder),
            CLOCK);
  }

  @AfterEach
  void close() {
    dumps.close();
    tasks.close();
    database.dispose();
  }

  private Task ended(CompletionStage<Task> made) throws Exception {
    long uid = made.toCompletableFuture().get(10, TimeUnit.SECONDS).uid();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Task task;
    do {
      task = tasks.find(uid).toCompletableFuture().get(10, TimeUnit.SECONDS).orElseThrow();
      Thread.onSpinWait();
    } while (task.finishedAt().isEmpty() && System.nanoTime() < deadline);
    return task;
  }

  private List<String> files() throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> members(Path dump) throws IOException {
    Map<String, String> members = new TreeMap<>();
    try (InputStream file = Files.newInputStream(dump);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        members.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return members;
  }

  @Test
  void aDumpHoldsEveryDocumentThoughTheFirstCopyIsDead() throws Exception {
    tables.addNode(DEAD);
    tables.addNode(ALIVE);
    tables.putIndex(FakeTables.index("movies", 2, Optional.of("id"), DEAD, ALIVE));
    KeyRecord key =
        new KeyRecord(
            "6062abda-a5aa-4414-ac91-ecd7944c0f8d",
            Optional.of("k"),
            Optional.empty(),
            List.of("search"),
            List.of("m*"),
            Optional.of("2099-11-13T02:00:00+02:00"),
            Instant.parse("2026-01-15T17:30:07Z"),
            Instant.parse("2026-01-15T17:30:08.5Z"));
    keys.replaceAll(List.of(key));

    Task task = ended(dumps.dump());

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.details()).contains("{\"dumpUid\":\"20260115-173007309\"}");
    assertThat(files()).containsExactly("dumps/20260115-173007309.dump");
    Map<String, String> members = members(folder.resolve("dumps/20260115-173007309.dump"));
    assertThat(members)
        .containsOnlyKeys(
            "metadata.json",
            "keys.jsonl",
            "tasks/queue.jsonl",
            "experimental-features.json",
            "webhooks.json",
            "indexes/movies/metadata.json",
            "indexes/movies/settings.json",
            "indexes/movies/documents.jsonl");
    assertThat(members.get("metadata.json"))
        .isEqualTo(
            "{\"dumpVersion\":\"V6\",\"dbVersion\":\"1.50.0\","
                + "\"dumpDate\":\"2026-01-15T17:30:07.309Z\"}");
    String line = members.get("keys.jsonl").strip();
    assertThat(line)
        .isEqualTo(
            "{\"name\":\"k\",\"uid\":\"6062abda-a5aa-4414-ac91-ecd7944c0f8d\","
                + "\"actions\":[\"search\"],\"indexes\":[\"m*\"],"
                + "\"expires_at\":\"2099-11-13T02:00:00+02:00\","
                + "\"created_at\":\"2026-01-15T17:30:07Z\","
                + "\"updated_at\":\"2026-01-15T17:30:08.5Z\"}");
    assertThat(KeyLines.read(JsonSyntax.parse(line))).isEqualTo(key);
    assertThat(members.get("indexes/movies/metadata.json"))
        .startsWith("{\"uid\":\"movies\",\"primaryKey\":\"id\",");
    assertThat(members.get("indexes/movies/settings.json")).contains("\"rankingRules\":[\"words\"");
    assertThat(members.get("indexes/movies/documents.jsonl").lines())
        .hasSize(250)
        .first()
        .isEqualTo("{\"id\":0, \"t\":\"a\\nb\"}");
  }

  @Test
  void aShardThatNobodyCanReadFailsTheTaskAndLeavesNothing() throws Exception {
    tables.addNode(DEAD);
    tables.putIndex(FakeTables.index("movies", 2, Optional.of("id"), DEAD));

    Task task = ended(dumps.snapshot());

    assertThat(task.error())
        .hasValueSatisfying(
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.MIROIR_UNAVAILABLE));
    assertThat(files()).isEmpty();
  }

  @Test
  void aSnapshotReplacesTheOneBefore() throws Exception {
    assertThat(ended(dumps.snapshot()).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ended(dumps.snapshot()).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(files()).containsExactly("snapshots/miroir.snapshot");
    assertThat(members(folder.resolve("snapshots/miroir.snapshot")).get("miroir/snapshot.json"))
        .isEqualTo("{\"format\":1,\"sequences\":{}}");
  }
}
