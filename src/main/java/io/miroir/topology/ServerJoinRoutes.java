package io.miroir.topology;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.node.meilisearch.Ownership;
import io.miroir.routing.NodeEntry;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code POST /_miroir/nodes}: a Meilisearch server becomes a node while the cluster runs. */
public final class ServerJoinRoutes {
  private static final int CREATED = 201;
  private static final ErrorCode CODE = ErrorCode.BAD_REQUEST;
  private static final JsonShape<Draft> SHAPE =
      new JsonShape<Draft>(CODE)
          .required("id", CODE, CODE, (draft, at) -> draft.id = id(at))
          .required("url", CODE, CODE, (draft, at) -> draft.url = at.string())
          .field("group", CODE, (draft, at) -> draft.group = at.string())
          .field("zone", CODE, (draft, at) -> draft.zone = at.string());

  private static final class Draft {
    private String id = "";
    private String url = "";
    private String group = GroupId.DEFAULT.value();
    private String zone = "";
  }

  private final Topology topology;
  private final Ownership ownership;

  public ServerJoinRoutes(Topology topology, Ownership ownership) {
    this.topology = topology;
    this.ownership = ownership;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/_miroir/nodes", Authorizer.MANAGEMENT, this::add));
  }

  private static String id(JsonAt at) {
    String id = at.string();
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw at.invalid("expected 1 to 64 of a-z, A-Z, 0-9, - and _, but found `" + id + "`");
    }
    return id;
  }

  private CompletionStage<HttpResponse> add(Call call) {
    return call.json()
        .thenApply(ServerJoinRoutes::entry)
        .thenCompose(
            node ->
                ownership
                    .claim(node.id(), node.url().orElseThrow())
                    .thenCompose(claimed -> topology.register(node)))
        .thenApply(node -> Answers.json(CREATED, shown(node)));
  }

  private static NodeEntry entry(JsonNode body) {
    Draft draft = SHAPE.read(JsonAt.root(body, CODE), new Draft());
    return new NodeEntry(
        new NodeId(draft.id),
        NodeEntry.Kind.MEILISEARCH,
        new GroupId(draft.group),
        draft.zone,
        NodeEntry.State.JOINING,
        Optional.empty(),
        Optional.of(draft.url));
  }

  private static JsonWriter shown(NodeEntry node) {
    return new JsonWriter()
        .object()
        .field("id", node.id().value())
        .field("kind", node.kind().name().toLowerCase(Locale.ROOT))
        .field("group", node.group().value())
        .field("zone", node.zone())
        .field("state", node.state().name().toLowerCase(Locale.ROOT))
        .fieldOrNull("url", node.url())
        .endObject();
  }
}
