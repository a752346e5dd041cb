package io.miroir.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import io.miroir.catalog.Catalog;
import io.miroir.engine.IndexStats;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.search.Searches;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskFigures;
import io.miroir.tasks.TaskStatus;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code GET /metrics}: figures of the cluster, and of this member's requests, under Meilisearch's
 * names; then this member's own.
 */
public final class MetricsRoutes {
  private static final int OK = 200;
  private static final String PAGE = "https://github.com/meilisearch/product/discussions/625";
  private static final double MILLIS = 1e3;

  /** Meilisearch stops registering tasks when its queue's file is full; there is no such limit. */
  private static final long QUEUE_BYTES_MAX = 20L << 30;

  private static final ContentType TYPE =
      MediaTypes.customBinary("text", "plain", true, Map.of("version", "0.0.4"), true)
          .toContentType();

  private final Catalog catalog;
  private final RoutingTables tables;
  private final Searches searches;
  private final Nodes nodes;
  private final SqlTasks tasks;
  private final RequestMetrics requests;
  private final Supplier<String> own;

  /**
   * @param own families of this member's own figures, in the same format
   */
  public MetricsRoutes(
      Catalog catalog,
      RoutingTables tables,
      Searches searches,
      Nodes nodes,
      SqlTasks tasks,
      RequestMetrics requests,
      Supplier<String> own) {
    this.catalog = catalog;
    this.tables = tables;
    this.searches = searches;
    this.nodes = nodes;
    this.tasks = tasks;
    this.requests = requests;
    this.own = own;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/metrics", "metrics.get", this::metrics));
  }

  private CompletionStage<HttpResponse> metrics(Call call) {
    if (!catalog.has(Feature.METRICS)) {
      throw ProblemException.of(
          ErrorCode.FEATURE_NOT_ENABLED,
          "Getting metrics requires enabling the `metrics` experimental feature. See " + PAGE);
    }
    if (call.caller().patterns().isPresent()) {
      throw ProblemException.of(ErrorCode.INVALID_API_KEY, "The provided API key is invalid.");
    }
    RoutingTable table = tables.current();
    Map<IndexUid, CompletableFuture<IndexStats>> stats = new TreeMap<>();
    table.uids().keySet().forEach(uid -> stats.put(uid, searches.stats(uid).toCompletableFuture()));
    CompletableFuture<Long> size = size(table, call.deadline());
    CompletableFuture<TaskFigures> figures = tasks.figures().toCompletableFuture();
    return CompletableFuture.allOf(stats.values().toArray(CompletableFuture[]::new))
        .handle((all, unreadable) -> null)
        .thenCompose(all -> size)
        .thenCombine(figures, (bytes, now) -> text(table, stats, bytes, now))
        .thenApply(
            text ->
                Answers.empty(OK)
                    .withEntity(
                        HttpEntities.create(
                            TYPE, text.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  private CompletableFuture<Long> size(RoutingTable table, Instant deadline) {
    CompletableFuture<Long> sum = CompletableFuture.completedFuture(0L);
    for (NodeEntry node : table.nodes().values()) {
      if (node.state() == NodeEntry.State.ACTIVE) {
        sum =
            sum.thenCombine(
                nodes.node(node.id()).sizeBytes(deadline).exceptionally(unreachable -> 0L),
                Long::sum);
      }
    }
    return sum;
  }

  private String text(
      RoutingTable table,
      Map<IndexUid, CompletableFuture<IndexStats>> stats,
      long bytes,
      TaskFigures figures) {
    MetricsText out = new MetricsText();
    out.gauge("meilisearch_db_size_bytes", "Meilisearch DB Size In Bytes", bytes);
    out.gauge("meilisearch_used_db_size_bytes", "Meilisearch Used DB Size In Bytes", bytes);
    out.gauge("meilisearch_index_count", "Meilisearch Index Count", stats.size());
    out.family("meilisearch_index_docs_count", "gauge", "Meilisearch Index Docs Count");
    stats.forEach(
        (uid, one) -> {
          if (!one.isCompletedExceptionally()) {
            out.sample(
                "meilisearch_index_docs_count", "index=\"" + uid + "\"", one.join().documents());
          }
        });
    Optional<Instant> last =
        table.indexes().values().stream().map(IndexEntry::updatedAt).max(Instant::compareTo);
    out.gauge(
        "meilisearch_last_update",
        "Meilisearch Last Update",
        last.map(Instant::getEpochSecond).orElse(0L));
    long processing = figures.statuses().getOrDefault(TaskStatus.PROCESSING.json(), 0L);
    out.gauge("meilisearch_is_indexing", "Meilisearch Is Indexing", processing > 0 ? 1 : 0);
    tasks(out, figures);
    searches(out);
    requests.write(out);
    return out.raw(own.get()).toString();
  }

  private static void tasks(MetricsText out, TaskFigures figures) {
    String name = "meilisearch_nb_tasks";
    out.family(name, "gauge", "Meilisearch Number of tasks");
    counts(out, name, "indexes", figures.indexes());
    counts(out, name, "statuses", figures.statuses());
    counts(out, name, "types", figures.types());
    out.gauge(
        "meilisearch_task_queue_latency_seconds",
        "Meilisearch Task Queue Latency in Seconds",
        figures
            .oldestWaiting()
            .map(at -> Instant.now().toEpochMilli() - at.toEpochMilli())
            .map(millis -> Math.max(0, millis) / MILLIS)
            .orElse(0.0));
    out.gauge(
        "meilisearch_task_queue_max_size", "Meilisearch Task Queue Max Size", QUEUE_BYTES_MAX);
    out.gauge("meilisearch_task_queue_used_size", "Meilisearch Task Queue Used Size", 0);
    out.gauge(
        "meilisearch_task_queue_size_until_stop_registering",
        "Meilisearch Task Queue Size Until Stop Registering",
        QUEUE_BYTES_MAX);
  }

  private static void counts(MetricsText out, String name, String kind, Map<String, Long> counts) {
    new TreeMap<>(counts)
        .forEach(
            (value, count) ->
                out.sample(
                    name,
                    "kind=\"" + kind + "\",value=\"" + MetricsText.escaped(value) + "\"",
                    count));
  }

  /** There is no queue of searches, and none is cut short, so these stay as they are. */
  private static void searches(MetricsText out) {
    out.gauge(
        "meilisearch_degraded_search_requests",
        "Meilisearch number of degraded search requests",
        0);
    out.gauge("meilisearch_search_queue_size", "Meilisearch Search Queue Size", 0);
    out.gauge("meilisearch_searches_running", "Meilisearch Searches Running", 0);
    out.gauge(
        "meilisearch_searches_waiting_to_be_processed", "Meilisearch Searches Being Processed", 0);
    out.gauge(
        "meilisearch_personalized_search_requests",
        "Meilisearch number of search requests with personalization",
        0);
  }
}
