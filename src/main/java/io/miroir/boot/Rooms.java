package io.miroir.boot;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.HikariDataSource;
import io.miroir.access.Access;
import io.miroir.catalog.Catalog;
import io.miroir.catalog.CatalogConfig;
import io.miroir.catalog.CatalogRoom;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.http.HttpConfig;
import io.miroir.http.HttpServer;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskTakeover;
import io.miroir.tasks.TasksConfig;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.persistence.Database;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Every room of this member, wired to each other through their doors.
 *
 * @param address where clients are served
 * @param ready completes when this member serves everything for the first time
 */
record Rooms(InetSocketAddress address, CompletionStage<Done> ready) {

  static Rooms start(ActorSystem<?> system, ServerConfig config, Database database, Ending ending)
      throws SQLException {
    TopologyRoom topology =
        TopologyRoom.start(
            system,
            new TopologyConfig(
                config.indexes().replicaGroups(), TopologyConfig.DEFAULT.failAfter()),
            SettingsJson::parse,
            part -> CompletableFuture.completedFuture(null));
    Catalog catalog =
        CatalogRoom.start(
            system,
            new CatalogConfig(config.indexes().shards(), config.indexes().replicationFactor()),
            topology);
    SqlTasks tasks = tasks(system, database, ending);
    Access access = new Access(config.secrets().masterKey(), config.secrets().adminKey());
    HttpServer server = Startup.await(HttpServer.start(system, http(config), access, List.of()));
    return new Rooms(server.address(), CompletableFuture.completedFuture(Done.done()));
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

  private static HttpConfig http(ServerConfig config) {
    ServerConfig.Serving serving = config.serving();
    return HttpConfig.of(
        serving.address().host(),
        serving.address().port(),
        serving.tls().map(tls -> new HttpConfig.Tls(tls.certificate(), tls.key())),
        config.limits().payloadBytesMax());
  }
}
