package io.miroir.operations.saga;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.Dates;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.NodeHealth;
import io.miroir.topology.Topology;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What begins long changes: the verbs of nodes, {@code POST /_miroir/rebalance}, {@code POST
 * /_miroir/moves} and {@code PATCH /_miroir/indexes/{uid}}. With {@code ?dryRun=true} each tells
 * its plan and begins nothing.
 */
public final class NodeRoutes {
  private static final int OK = 200;
  private static final int FACTOR_MAX = 16;

  private final Operations operations;
  private final Topology topology;
  private final RoutingTables tables;
  private final CopySizes sizes;

  public NodeRoutes(
      Operations operations,
      Topology topology,
      RoutingTables tables,
      Nodes nodes,
      InstantSource clock) {
    this.operations = operations;
    this.topology = topology;
    this.tables = tables;
    this.sizes = new CopySizes(nodes, clock);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/_miroir/nodes", Authorizer.MANAGEMENT, this::list),
        Endpoint.post(
            "/_miroir/nodes/{id}/drain",
            Authorizer.MANAGEMENT,
            call -> begin(call, new Request.Drain(node(call.variable(0))))),
        Endpoint.post("/_miroir/nodes/{id}/activate", Authorizer.MANAGEMENT, this::activate),
        Endpoint.post("/_miroir/nodes/{id}/replace", Authorizer.MANAGEMENT, this::replace),
        Endpoint.delete(
            "/_miroir/nodes/{id}",
            Authorizer.MANAGEMENT,
            call -> begin(call, new Request.Remove(node(call.variable(0)), flag(call, "force")))),
        Endpoint.post(
            "/_miroir/rebalance",
            Authorizer.MANAGEMENT,
            call -> begin(call, new Request.Rebalance())),
        Endpoint.post("/_miroir/moves", Authorizer.MANAGEMENT, this::move),
        Endpoint.patch("/_miroir/indexes/{uid}", Authorizer.MANAGEMENT, this::index));
  }

  private CompletionStage<HttpResponse> begin(Call call, Request request) {
    if (!flag(call, "dryRun")) {
      return operations.begin(request).thenApply(OperationRoutes::answer);
    }
    return operations
        .preview(request)
        .thenCompose(
            plan ->
                sizes
                    .of(plan.steps(), tables.current())
                    .thenCombine(
                        operations.all(),
                        (total, all) ->
                            Answers.json(
                                OK, OperationJson.plan(plan, total, all.documentsPerSecond()))));
  }

  private static boolean flag(Call call, String name) {
    String value = call.query().getOrDefault(name, "false");
    return switch (value) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw bad("`" + name + "`: expected true or false, found `" + value + "`");
    };
  }

  private static ProblemException bad(String message) {
    return ProblemException.of(ErrorCode.BAD_REQUEST, message + ".");
  }

  /** A node by its id, or by a beginning of it that no other has. */
  private NodeId node(String text) {
    List<NodeId> found =
        tables.current().nodes().keySet().stream()
            .filter(id -> id.value().startsWith(text))
            .toList();
    return found.stream()
        .filter(id -> found.size() == 1 || id.value().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.of(
                    ErrorCode.MIROIR_NODE_NOT_FOUND,
                    found.isEmpty()
                        ? "Node `" + text + "` not found."
                        : "`" + text + "` is the beginning of " + found.size() + " node ids."));
  }

  private CompletionStage<HttpResponse> activate(Call call) {
    NodeId node = node(call.variable(0));
    return topology
        .drain(node, false, "an operator wanted it")
        .thenApply(
            done ->
                Answers.json(
                    OK,
                    new JsonWriter()
                        .object()
                        .field("id", node.value())
                        .field("state", "active")
                        .endObject()));
  }

  private CompletionStage<HttpResponse> replace(Call call) {
    return call.json()
        .thenCompose(
            body ->
                begin(
                    call, new Request.Replace(node(call.variable(0)), node(required(body, "by")))));
  }

  private static String required(JsonNode body, String field) {
    if (!body.path(field).isTextual()) {
      throw bad("Missing field `" + field + "`: expected a string");
    }
    return body.path(field).asText();
  }

  private CompletionStage<HttpResponse> move(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              IndexEntry index = index(required(body, "index"));
              JsonNode number = body.path("shard");
              if (!number.isIntegralNumber()
                  || !number.canConvertToInt()
                  || number.asInt() < 0
                  || number.asInt() >= index.shards()) {
                throw bad(
                    "Missing or invalid field `shard`: expected a number below " + index.shards());
              }
              return begin(
                  call,
                  new Request.Move(
                      new ShardId(index.id(), number.asInt()),
                      node(required(body, "from")),
                      node(required(body, "to"))));
            });
  }

  private IndexEntry index(String uid) {
    ProblemException notFound =
        ProblemException.of(ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.");
    if (!IndexUid.isValid(uid)) {
      throw notFound;
    }
    return tables.current().index(new IndexUid(uid)).orElseThrow(() -> notFound);
  }

  private CompletionStage<HttpResponse> index(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              JsonNode factor = body.path("replicationFactor");
              if (!factor.isIntegralNumber()
                  || !factor.canConvertToInt()
                  || factor.asInt() < 1
                  || factor.asInt() > FACTOR_MAX) {
                throw bad(
                    "Missing or invalid field `replicationFactor`: expected a number from 1 to "
                        + FACTOR_MAX);
              }
              return begin(
                  call, new Request.ChangeFactor(index(call.variable(0)).id(), factor.asInt()));
            });
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return topology
        .health()
        .thenApply(
            health -> {
              RoutingTable table = tables.current();
              JsonWriter out = new JsonWriter().object().name("nodes").array();
              health.stream()
                  .sorted(Comparator.comparing(node -> node.node().id()))
                  .forEach(node -> node(out, node, table));
              return Answers.json(OK, out.endArray().endObject());
            });
  }

  private static void node(JsonWriter out, NodeHealth health, RoutingTable table) {
    NodeId id = health.node().id();
    List<Replica> copies =
        table.indexes().values().stream()
            .flatMap(index -> index.allocation().stream())
            .flatMap(List::stream)
            .filter(replica -> replica.node().equals(id))
            .toList();
    out.object()
        .field("id", id.value())
        .field("kind", OperationJson.word(health.node().kind()))
        .field("group", health.node().group().value())
        .field("zone", health.node().zone())
        .field("state", OperationJson.word(health.node().state()))
        .field("reachable", health.reachable())
        .fieldOrNull("member", health.node().member())
        .fieldOrNull("lastSeen", health.lastSeen().map(Dates::format))
        .field("copies", copies.size())
        .field("copiesInSync", copies.stream().filter(Replica::inSync).count())
        .endObject();
  }
}
