package io.miroir.search;

import static io.miroir.model.ErrorCode.*;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.engine.IndexStats;
import io.miroir.json.ByteSizes;
import io.miroir.json.JsonWriter;
import io.miroir.json.QueryShape;
import io.miroir.model.IndexUid;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /stats} and {@code /indexes/{uid}/stats}. */
public final class StatsRoutes {
  private static final int OK = 200;
  private static final String GET = "stats.get";

  private static final class Shown {
    private boolean human;
    private boolean internal;
  }

  private static final Map<String, Boolean> FORMATS = formats();

  private static final QueryShape<Shown> QUERY =
      new QueryShape<Shown>()
          .field(
              "showInternalDatabaseSizes",
              INVALID_STATS_SHOW_INTERNAL_DATABASE_SIZES,
              (s, at) -> s.internal = at.bool())
          .field("sizeFormat", INVALID_STATS_SIZE_FORMAT, (s, at) -> s.human = at.oneOf(FORMATS));

  private final Searches searches;
  private final Catalog catalog;
  private final RoutingTables tables;
  private final Nodes nodes;

  public StatsRoutes(Searches searches, Catalog catalog, RoutingTables tables, Nodes nodes) {
    this.searches = searches;
    this.catalog = catalog;
    this.tables = tables;
    this.nodes = nodes;
  }

  private static Map<String, Boolean> formats() {
    Map<String, Boolean> formats = new LinkedHashMap<>();
    formats.put("human", true);
    formats.put("raw", false);
    return formats;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/stats", GET, this::all),
        Endpoint.get("/indexes/{uid}/stats", GET, this::one));
  }

  private CompletionStage<HttpResponse> one(Call call) {
    Shown shown = call.query(QUERY, new Shown());
    IndexUid uid = call.index();
    return catalog
        .find(uid)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                throw Absent.index(uid);
              }
              return searches.stats(uid);
            })
        .thenApply(
            stats -> {
              JsonWriter out = new JsonWriter();
              index(out, stats, shown);
              return Answers.json(OK, out);
            });
  }

  private CompletionStage<HttpResponse> all(Call call) {
    Shown shown = call.query(QUERY, new Shown());
    RoutingTable table = tables.current();
    List<IndexEntry> visible =
        table.uids().keySet().stream()
            .filter(call.caller()::covers)
            .sorted()
            .flatMap(uid -> table.index(uid).stream())
            .toList();
    Map<IndexUid, CompletableFuture<IndexStats>> stats = new LinkedHashMap<>();
    visible.forEach(
        entry -> stats.put(entry.uid(), searches.stats(entry.uid()).toCompletableFuture()));
    List<CompletableFuture<Long>> sizes = sizes(table, call.deadline());
    return CompletableFuture.allOf(stats.values().toArray(CompletableFuture[]::new))
        .thenCombine(
            CompletableFuture.allOf(sizes.toArray(CompletableFuture[]::new)),
            (allStats, allSizes) -> {
              long bytes = sizes.stream().mapToLong(CompletableFuture::join).sum();
              return Answers.json(OK, global(visible, stats, bytes, shown));
            });
  }

  private List<CompletableFuture<Long>> sizes(RoutingTable table, Instant deadline) {
    return table.nodes().values().stream()
        .filter(node -> node.state() == NodeEntry.State.ACTIVE)
        .map(
            node ->
                nodes
                    .node(node.id())
                    .sizeBytes(deadline)
                    .exceptionally(unreachable -> 0L)
                    .toCompletableFuture())
        .toList();
  }

  private static JsonWriter global(
      List<IndexEntry> entries,
      Map<IndexUid, CompletableFuture<IndexStats>> stats,
      long bytes,
      Shown shown) {
    JsonWriter out = new JsonWriter().object();
    size(out, "databaseSize", bytes, shown);
    size(out, "usedDatabaseSize", bytes, shown);
    Optional<Instant> last =
        entries.stream().map(IndexEntry::updatedAt).max(Comparator.naturalOrder());
    out.fieldOrNull("lastUpdate", last.map(io.miroir.json.Dates::format));
    out.name("indexes").object();
    stats.forEach(
        (uid, future) -> {
          out.name(uid.value());
          index(out, future.join(), shown);
        });
    return out.endObject().endObject();
  }

  private static void index(JsonWriter out, IndexStats stats, Shown shown) {
    long documents = stats.documents();
    out.object().field("numberOfDocuments", documents);
    size(out, "rawDocumentDbSize", stats.rawDocumentBytes(), shown);
    size(out, "avgDocumentSize", documents == 0 ? 0 : stats.rawDocumentBytes() / documents, shown);
    out.field("isIndexing", stats.indexing());
    if (shown.internal) {
      size(
          out.name("internalDatabaseSizes").object(), "documents", stats.rawDocumentBytes(), shown);
      out.endObject();
    }
    out.field("numberOfEmbeddings", stats.embeddings())
        .field("numberOfEmbeddedDocuments", stats.embeddedDocuments());
    out.name("fieldDistribution").object();
    stats.fieldDistribution().forEach(out::field);
    out.endObject().endObject();
  }

  private static void size(JsonWriter out, String name, long bytes, Shown shown) {
    if (shown.human) {
      out.field(name, ByteSizes.human(bytes));
    } else {
      out.field(name, bytes);
    }
  }
}
