package io.miroir.topology;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.Dates;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** What operators read of nodes and shards, under {@code /_miroir}. */
public final class ManagementRoutes {
  private static final int OK = 200;

  private final Topology topology;
  private final RoutingTables tables;

  public ManagementRoutes(Topology topology, RoutingTables tables) {
    this.topology = topology;
    this.tables = tables;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/_miroir/topology", Authorizer.MANAGEMENT, this::topology),
        Endpoint.get("/_miroir/shards", Authorizer.MANAGEMENT, this::shards));
  }

  private CompletionStage<HttpResponse> topology(Call call) {
    return topology
        .health()
        .thenApply(
            health -> {
              RoutingTable table = tables.current();
              JsonWriter out =
                  new JsonWriter()
                      .object()
                      .field("topologyVersion", table.topologyVersion())
                      .field("catalogVersion", table.catalogVersion())
                      .name("nodes")
                      .array();
              health.stream()
                  .sorted(Comparator.comparing(node -> node.node().id()))
                  .forEach(node -> node(out, node));
              return Answers.json(OK, out.endArray().endObject());
            });
  }

  private static void node(JsonWriter out, NodeHealth health) {
    NodeEntry node = health.node();
    out.object()
        .field("id", node.id().value())
        .field("kind", node.kind().name().toLowerCase(java.util.Locale.ROOT))
        .field("group", node.group().value())
        .field("zone", node.zone())
        .field("state", node.state().name().toLowerCase(java.util.Locale.ROOT))
        .fieldOrNull("member", node.member())
        .fieldOrNull("url", node.url())
        .field("reachable", health.reachable())
        .fieldOrNull("lastSeen", health.lastSeen().map(Dates::format))
        .name("errorRate")
        .number(health.errorRate())
        .endObject();
  }

  private CompletionStage<HttpResponse> shards(Call call) {
    RoutingTable table = tables.current();
    Map<String, IndexUid> uids =
        table.uids().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getValue().value(), Map.Entry::getKey));
    JsonWriter out = new JsonWriter().object().name("indexes").array();
    table.indexes().values().stream()
        .sorted(Comparator.comparing(IndexEntry::id))
        .forEach(index -> index(out, index, uids));
    return CompletableFuture.completedFuture(Answers.json(OK, out.endArray().endObject()));
  }

  private static void index(JsonWriter out, IndexEntry index, Map<String, IndexUid> uids) {
    out.object()
        .field("id", index.id().value())
        .fieldOrNull(
            "uid", java.util.Optional.ofNullable(uids.get(index.id().value())).map(IndexUid::value))
        .field("settingsVersion", index.settingsVersion())
        .field("settingsFloor", index.settingsFloor())
        .field("replicationFactor", index.replicationFactor())
        .name("shards")
        .array();
    for (int shard = 0; shard < index.shards(); shard++) {
      out.object().field("shard", shard).name("replicas").array();
      for (Replica replica : index.replicas(shard)) {
        out.object()
            .field("node", replica.node().value())
            .field("group", replica.group().value())
            .field("state", replica.state().name().toLowerCase(java.util.Locale.ROOT))
            .endObject();
      }
      out.endArray().endObject();
    }
    out.endArray().endObject();
  }
}
