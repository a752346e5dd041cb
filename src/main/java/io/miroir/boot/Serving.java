package io.miroir.boot;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.stream.Materializer;
import io.miroir.access.Access;
import io.miroir.access.KeyRoutes;
import io.miroir.http.AbsentFeatures;
import io.miroir.http.FeatureRoutes;
import io.miroir.http.HttpConfig;
import io.miroir.http.HttpServer;
import io.miroir.http.LogRoutes;
import io.miroir.http.MetricsRoutes;
import io.miroir.http.RequestMetrics;
import io.miroir.http.SystemRoutes;
import io.miroir.ingest.DocumentRoutes;
import io.miroir.model.IndexUid;
import io.miroir.operations.ActorRoutes;
import io.miroir.operations.ShardRoutes;
import io.miroir.operations.dump.DumpRoutes;
import io.miroir.operations.dump.ImportRoutes;
import io.miroir.operations.export.ExportRoutes;
import io.miroir.operations.saga.NodeRoutes;
import io.miroir.operations.saga.OperationRoutes;
import io.miroir.operations.webhook.WebhookRoutes;
import io.miroir.routing.RoutingTables;
import io.miroir.search.DocumentReadRoutes;
import io.miroir.search.FieldRoutes;
import io.miroir.search.MultiSearchRoutes;
import io.miroir.search.SearchRoutes;
import io.miroir.search.SimilarRoutes;
import io.miroir.search.StatsRoutes;
import io.miroir.tasks.IndexRoutes;
import io.miroir.tasks.SettingsRoutes;
import io.miroir.tasks.TaskRoutes;
import io.miroir.topology.ManagementRoutes;
import io.miroir.topology.ServerJoinRoutes;
import io.miroir.topology.formation.Formation;
import io.miroir.topology.formation.FormationEndpoints;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Endpoint;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The rooms' routes behind one server, and whether this member is ready to serve. */
record Serving(HttpServer server, Readiness readiness) {
  /** Asking for it goes to the catalog's singleton, since no table has it. */
  private static final IndexUid NOBODY = new IndexUid("_ready");

  static Serving start(
      ActorSystem<?> system,
      ServerConfig config,
      Rooms rooms,
      Formation formation,
      Metrics metrics) {
    Materializer materializer = Materializer.matFromSystem(system);
    Readiness readiness = new Readiness(conditions(system, rooms), system.executionContext());
    List<Endpoint> endpoints = new ArrayList<>(FormationEndpoints.of(formation));
    endpoints.add(readiness.endpoint());
    endpoints.add(metricsEndpoint(metrics));
    Access access =
        new Access(
            config.secrets().masterKey(),
            config.secrets().adminKey(),
            rooms.topology().tables(),
            InstantSource.system());
    endpoints.addAll(endpoints(system, rooms));
    RequestMetrics requests = new RequestMetrics();
    endpoints.addAll(metrics(rooms, metrics, requests).endpoints());
    endpoints.addAll(new LogRoutes(rooms.catalog(), materializer).endpoints());
    endpoints.addAll(new KeyRoutes(rooms.keys(), access, InstantSource.system()).endpoints());
    endpoints.addAll(
        new ImportRoutes(rooms.imports(), config.operations().directories().dumps(), materializer)
            .endpoints());
    formation.releaseHttp();
    HttpServer server =
        Startup.await(HttpServer.start(system, http(config), access, endpoints, requests));
    return new Serving(server, readiness);
  }

  private static List<Endpoint> endpoints(ActorSystem<?> system, Rooms rooms) {
    RoutingTables tables = rooms.topology().tables();
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(new IndexRoutes(rooms.catalog(), rooms.indexTasks(), tables).endpoints());
    endpoints.addAll(new SettingsRoutes(rooms.catalog(), rooms.indexTasks()).endpoints());
    endpoints.addAll(new TaskRoutes(rooms.tasks(), rooms.catalog()).endpoints());
    endpoints.addAll(new ManagementRoutes(rooms.topology().topology(), tables).endpoints());
    endpoints.addAll(
        new ServerJoinRoutes(rooms.topology().topology(), rooms.ownership()).endpoints());
    endpoints.addAll(
        new ShardRoutes(tables, rooms.tasks(), rooms.local().room().nodes(), Clock.systemUTC())
            .endpoints());
    endpoints.addAll(new ActorRoutes(system, rooms.local().room().local()::figures).endpoints());
    endpoints.addAll(new DocumentRoutes(rooms.ingest().writes(), rooms.catalog()).endpoints());
    SearchRoutes searches = new SearchRoutes(rooms.searches(), rooms.catalog());
    endpoints.addAll(searches.endpoints());
    endpoints.addAll(
        new MultiSearchRoutes(searches, rooms.searches(), rooms.catalog()).endpoints());
    endpoints.addAll(new FieldRoutes(rooms.searches(), rooms.catalog()).endpoints());
    endpoints.addAll(new SimilarRoutes(rooms.searches(), rooms.catalog()).endpoints());
    endpoints.addAll(new DocumentReadRoutes(rooms.searches(), rooms.catalog()).endpoints());
    endpoints.addAll(
        new StatsRoutes(rooms.searches(), rooms.catalog(), tables, rooms.local().room().nodes())
            .endpoints());
    endpoints.addAll(new DumpRoutes(rooms.dumps()).endpoints());
    endpoints.addAll(new ExportRoutes(rooms.exports()).endpoints());
    endpoints.addAll(new WebhookRoutes(rooms.tasks().webhooks()).endpoints());
    endpoints.addAll(new OperationRoutes(rooms.operations()).endpoints());
    endpoints.addAll(
        new NodeRoutes(
                rooms.operations(),
                rooms.topology().topology(),
                tables,
                rooms.local().room().nodes(),
                Clock.systemUTC())
            .endpoints());
    endpoints.addAll(SystemRoutes.endpoints());
    endpoints.addAll(new FeatureRoutes(rooms.catalog()).endpoints());
    endpoints.addAll(new AbsentFeatures(rooms.catalog()).endpoints());
    return endpoints;
  }

  private static List<Readiness.Condition> conditions(ActorSystem<?> system, Rooms rooms) {
    RoutingTables tables = rooms.topology().tables();
    return List.of(
        Readiness.unless(
            () -> Cluster.get(system).selfMember().status().equals(MemberStatus.up()),
            "this member is not up in its cluster yet"),
        Readiness.unless(
            () -> tables.current().topologyVersion() > 0, "there is no routing table yet"),
        () -> rooms.local().missing(tables.current()),
        () -> rooms.catalog().find(NOBODY).thenApply(entry -> Optional.empty()),
        () -> rooms.tasks().find(0).thenApply(task -> Optional.empty()),
        rooms.imports()::busy);
  }

  private static MetricsRoutes metrics(Rooms rooms, Metrics metrics, RequestMetrics requests) {
    return new MetricsRoutes(
        rooms.catalog(),
        rooms.topology().tables(),
        rooms.searches(),
        rooms.local().room().nodes(),
        rooms.tasks(),
        requests,
        metrics::scrape);
  }

  private static Endpoint metricsEndpoint(Metrics metrics) {
    return Endpoint.get(
        "/_miroir/metrics",
        Authorizer.MANAGEMENT,
        call -> CompletableFuture.completedFuture(Answers.text(200, metrics.scrape())));
  }

  private static HttpConfig http(ServerConfig config) {
    ServerConfig.Serving serving = config.serving();
    return HttpConfig.of(
        serving.address().host(),
        serving.address().port(),
        serving.tls().map(tls -> new HttpConfig.Tls(tls.certificate(), tls.key())),
        config.limits().payloadBytesMax());
  }
}
