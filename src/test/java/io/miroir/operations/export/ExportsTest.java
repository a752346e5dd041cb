package io.miroir.operations.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.miroir.engine.Changes;
import io.miroir.engine.StoredDocument;
import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.node.FakeTables;
import io.miroir.node.UnavailableNode;
import io.miroir.operations.dump.IndexCopies;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskFilter;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.TasksConfig;
import io.miroir.testing.TestMember;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
  private static final NodeId NODE = new NodeId("node");
  private static final RemoteServer.Patience SHORT =
      new RemoteServer.Patience(4, Duration.ofMillis(1), Duration.ofMillis(5));

  private record Received(String request, String body, Optional<String> authorization) {}

  /** Has 20 documents in shard 0; a filter selects the even ones. */
  private static final class Node extends UnavailableNode {
    Node() {
      super("node");
    }

    @Override
    public CompletionStage<List<StoredDocument>> page(
        ShardId shard, Optional<String> after, int limit, Instant deadline) {
      int from = after.map(key -> Integer.parseInt(key) + 1).orElse(10);
      List<StoredDocument> page =
          IntStream.range(from, 30)
              .mapToObj(
                  i ->
                      new StoredDocument(
                          "" + i,
                          100 - i,
                          i,
                          ("{\"id\":" + i + "}").getBytes(StandardCharsets.UTF_8)))
              .toList();
      return CompletableFuture.completedFuture(shard.number() == 0 ? page : List.of());
    }

    @Override
    public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
      return CompletableFuture.completedFuture(Map.of(shards.iterator().next(), 30L));
    }

    @Override
    public CompletionStage<Changes> changes(
        ShardId shard, long after, int limit, Instant deadline) {
      return CompletableFuture.completedFuture(new Changes(true, List.of(), after));
    }

    @Override
    public CompletionStage<List<String>> keys(ShardId shard, String filter, Instant deadline) {
      return CompletableFuture.completedFuture(
          IntStream.range(10, 30).filter(i -> i % 2 == 0).mapToObj(i -> "" + i).toList());
    }
  }

  @TempDir private Path folder;
  private final JdbcConnectionPool database =
      JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final FakeTables tables = new FakeTables();
  private volatile int status = 202;
  private HttpServer server;
  private SqlTasks tasks;
  private Exports exports;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    tables.addNode(NODE);
    tables.putIndex(FakeTables.index("movies", 2, Optional.of("id"), NODE));
    tasks = SqlTasks.open(database, "m", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
    Node node = new Node();
    exports = new Exports(tasks, tables, new IndexCopies(id -> node, tables), folder, SHORT);
  }

  @AfterEach
  void close() {
    exports.close();
    tasks.close();
    database.dispose();
    server.stop(0);
  }

  /** A server that has no indexes, and may be out of order for a while. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      boolean packed = exchange.getRequestHeaders().containsKey("Content-encoding");
      try (InputStream body =
          packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
        received.add(
            new Received(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                new String(body.readAllBytes(), StandardCharsets.UTF_8),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
      }
      boolean asks = exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(asks ? 404 : status, -1);
    }
  }

  private Task begun(String rest) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    ExportRequest request =
        ExportRequest.read(JsonSyntax.parse("{\"url\":\"" + url + "\"" + rest + "}"));
    return TestMember.get(exports.export(request, uid -> true));
  }

  private Task now(Task task) {
    return TestMember.get(tasks.find(task.uid())).orElseThrow();
  }

  private Task ended(Task task) {
    TestMember.await("the export's end", () -> now(task).finishedAt().isPresent());
    return now(task);
  }

  private List<String> requests() {
    return received.stream().map(Received::request).toList();
  }

  @Test
  void settingsAndDocumentsGoOverInTheOrderOfTheirInsertion() throws Exception {
    Task task = ended(begun(",\"apiKey\":\"secret\""));
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.details().orElseThrow()).contains("\"matchedDocuments\":20");
    assertThat(requests())
        .containsExactly(
            "GET /indexes/movies",
            "POST /indexes",
            "PATCH /indexes/movies/settings",
            "POST /indexes/movies/documents?primaryKey=id");
    assertThat(received).allMatch(one -> one.authorization().equals(Optional.of("Bearer secret")));
    assertThat(received.get(1).body()).isEqualTo("{\"uid\":\"movies\",\"primaryKey\":\"id\"}");
    assertThat(received.get(3).body()).startsWith("{\"id\":29}\n{\"id\":28}\n");
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aFilterSelects() {
    Task task = ended(begun(",\"indexes\":{\"m*\":{\"filter\":\"even\"}}"));
    assertThat(task.details().orElseThrow()).contains("\"matchedDocuments\":10");
    assertThat(received.getLast().body().lines()).hasSize(10).doesNotContain("{\"id\":29}");
  }

  @Test
  void anOverloadedServerIsAskedAgain() {
    failures.set(3);
    assertThat(ended(begun("")).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(received).hasSize(4);
  }

  @Test
  void aServerThatStaysAwayFailsTheTask() {
    failures.set(1000);
    Task task = ended(begun(""));
    assertThat(task.error().orElseThrow().code())
        .isEqualTo(ErrorCode.REMOTE_COULD_NOT_SEND_REQUEST);
    assertThat(task.details().orElseThrow()).contains("\"indexes\":{\"*\":");
  }

  @Test
  void aServerThatRefusesFailsTheTaskAtOnce() {
    status = 403;
    Task task = ended(begun(""));
    assertThat(task.error().orElseThrow().code()).isEqualTo(ErrorCode.REMOTE_INVALID_API_KEY);
    assertThat(received).hasSize(2);
  }

  @Test
  void aCancelationEndsAnExportThatIsUnderWay() {
    failures.set(Integer.MAX_VALUE);
    exports.close();
    Node node = new Node();
    exports =
        new Exports(
            tasks,
            tables,
            new IndexCopies(id -> node, tables),
            folder,
            new RemoteServer.Patience(1000, Duration.ofSeconds(10), Duration.ofSeconds(10)));
    Task task = begun("");
    TestMember.await("a failed attempt", () -> failures.get() < Integer.MAX_VALUE);
    TestMember.get(tasks.cancel(TaskFilter.ALL, "?uids=*", Optional.empty()));
    assertThat(now(task).status()).isEqualTo(TaskStatus.CANCELED);
    assertThat(now(task).canceledBy()).hasValue(task.uid() + 1);
    failures.set(0);
    Task next = ended(begun(",\"indexes\":{\"none\":{}}"));
    assertThat(next.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(next.details().orElseThrow()).endsWith("\"indexes\":{}}");
    assertThat(received).isEmpty();
  }
}
