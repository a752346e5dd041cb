package io.miroir.topology;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.Dates;
import io.miroir.json.JsonWriter;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What operators read of nodes, under {@code /_miroir}. */
public final class ManagementRoutes {
  private static final int OK = 200;

  private final Topology topology;
  private final RoutingTables tables;

  public ManagementRoutes(Topology topology, RoutingTables tables) {
    this.topology = topology;
    this.tables = tables;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/_miroir/topology", Authorizer.MANAGEMENT, this::topology));
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
}
