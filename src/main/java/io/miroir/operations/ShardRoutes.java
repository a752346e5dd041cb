package io.miroir.operations;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.Task;
import io.miroir.tasks.Tasks;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where every shard is, which of its copies are in sync, and how far each has come: of all indexes,
 * or of the one that a task works on.
 */
public final class ShardRoutes {
  private static final int OK = 200;

  private final RoutingTables tables;
  private final Tasks tasks;
  private final ShardSequences sequences;

  public ShardRoutes(RoutingTables tables, Tasks tasks, Nodes nodes, InstantSource clock) {
    this.tables = tables;
    this.tasks = tasks;
    this.sequences = new ShardSequences(nodes, clock);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/_miroir/shards", Authorizer.MANAGEMENT, this::shards),
        Endpoint.get("/_miroir/tasks/{uid}", Authorizer.MANAGEMENT, this::task));
  }

  private CompletionStage<HttpResponse> shards(Call call) {
    RoutingTable table = tables.current();
    CompletionStage<JsonWriter> body =
        CompletableFuture.completedFuture(new JsonWriter().object().name("indexes").array());
    for (IndexEntry index :
        table.indexes().values().stream().sorted(Comparator.comparing(IndexEntry::id)).toList()) {
      body = body.thenCombine(sequences.of(index), (out, known) -> write(out, index, known));
    }
    return body.thenApply(out -> Answers.json(OK, out.endArray().endObject()));
  }

  private CompletionStage<HttpResponse> task(Call call) {
    String text = call.variable(0);
    if (!text.matches("\\d{1,18}")) {
      throw notFound(text);
    }
    return tasks
        .find(Long.parseLong(text))
        .thenCompose(task -> traced(task.orElseThrow(() -> notFound(text))));
  }

  private static ProblemException notFound(String uid) {
    return ProblemException.of(ErrorCode.TASK_NOT_FOUND, "Task `" + uid + "` not found.");
  }

  private CompletionStage<HttpResponse> traced(Task task) {
    JsonWriter out =
        new JsonWriter()
            .object()
            .field("uid", task.uid())
            .field("type", task.type().json())
            .field("status", task.status().json())
            .field("owner", task.owner())
            .fieldOrNull("indexId", task.index().map(IndexId::value))
            .name("index");
    Optional<IndexEntry> index = task.index().flatMap(id -> tables.current().index(id));
    if (index.isEmpty()) {
      return CompletableFuture.completedFuture(Answers.json(OK, out.nothing().endObject()));
    }
    return sequences
        .of(index.get())
        .thenApply(known -> Answers.json(OK, write(out, index.get(), known).endObject()));
  }

  private static JsonWriter write(
      JsonWriter out, IndexEntry index, Map<NodeId, Map<ShardId, Long>> sequences) {
    out.object()
        .field("id", index.id().value())
        .field("uid", index.uid().value())
        .field("settingsVersion", index.settingsVersion())
        .field("settingsFloor", index.settingsFloor())
        .field("replicationFactor", index.replicationFactor())
        .name("shards")
        .array();
    for (int shard = 0; shard < index.shards(); shard++) {
      out.object().field("shard", shard).name("replicas").array();
      for (Replica replica : index.replicas(shard)) {
        write(out, replica, sequence(sequences, replica, new ShardId(index.id(), shard)));
      }
      out.endArray().endObject();
    }
    return out.endArray().endObject();
  }

  private static OptionalLong sequence(
      Map<NodeId, Map<ShardId, Long>> sequences, Replica replica, ShardId shard) {
    Long known = sequences.getOrDefault(replica.node(), Map.of()).get(shard);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  private static void write(JsonWriter out, Replica replica, OptionalLong sequence) {
    out.object()
        .field("node", replica.node().value())
        .field("group", replica.group().value())
        .field("state", replica.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .name("sequence");
    if (sequence.isPresent()) {
      out.number(sequence.getAsLong());
    } else {
      out.nothing();
    }
    out.endObject();
  }
}
