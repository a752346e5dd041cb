package io.miroir.boot;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.HikariDataSource;
import io.miroir.access.Access;
import io.miroir.catalog.Catalog;
import io.miroir.catalog.CatalogConfig;
import io.miroir.catalog.CatalogRoom;
import io.miroir.http.HttpConfig;
import io.miroir.http.HttpServer;
import io.miroir.model.IndexUid;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskTakeover;
import io.miroir.tasks.TasksConfig;
import io.miroir.topology.Topology;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.formation.Formation;
import io.miroir.topology.formation.FormationEndpoints;
import io.miroir.topology.persistence.Database;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Endpoint;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Every room of this member, wired to each other through their doors.
 *
 * @param address where clients are served
 */
record Rooms(InetSocketAddress address, Topology topology, Readiness readiness) {

  /** Asking for it goes to the catalog's singleton, since no table has it. */
  private static final IndexUid NOBODY = new IndexUid("_ready");

  static Rooms start(
      ActorSystem<?> system,
      ServerConfig config,
      Formation formation,
      Metrics metrics,
      Ending ending)
      throws SQLException {
    TopologyRoom topology =
        TopologyRoom.start(
            system,
            new TopologyConfig(
                config.indexes().replicaGroups(), TopologyConfig.DEFAULT.failAfter()),
            formation::store);
    Catalog catalog =
        CatalogRoom.start(
            system,
            new CatalogConfig(config.indexes().shards(), config.indexes().replicationFactor()),
            topology);
    SqlTasks tasks = tasks(system, formation.database(), ending);
    Readiness readiness =
        new Readiness(
            conditions(system, topology.tables(), catalog, tasks), system.executionContext());
    List<Endpoint> endpoints = new ArrayList<>(FormationEndpoints.of(formation));
    endpoints.add(readiness.endpoint());
    endpoints.add(metricsEndpoint(metrics));
    Access access = new Access(config.secrets().masterKey(), config.secrets().adminKey());
    formation.releaseHttp();
    HttpServer server = Startup.await(HttpServer.start(system, http(config), access, endpoints));
    return new Rooms(server.address(), topology.topology(), readiness);
  }

  private static SqlTasks tasks(ActorSystem<?> system, Database database, Ending ending)
      throws SQLException {
    TasksConfig config = TasksConfig.DEFAULT;
    HikariDataSource pool = database.pool("tasks", config.readers() + 1);
    String owner = TaskTakeover.owner(Cluster.get(system).selfMember().uniqueAddress());
    SqlTasks tasks = SqlTasks.open(pool, owner, config, system.executionContext());
    ending.last(
        "tasks",
        () -> {
          tasks.close();
          pool.close();
        });
    return tasks;
  }

  private static List<Readiness.Condition> conditions(
      ActorSystem<?> system, RoutingTables tables, Catalog catalog, SqlTasks tasks) {
    return List.of(
        Readiness.unless(
            () -> Cluster.get(system).selfMember().status().equals(MemberStatus.up()),
            "this member is not up in its cluster yet"),
        Readiness.unless(
            () -> tables.current().topologyVersion() > 0, "there is no routing table yet"),
        () -> catalog.find(NOBODY).thenApply(entry -> Optional.empty()),
        () -> tasks.find(0).thenApply(task -> Optional.empty()));
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
