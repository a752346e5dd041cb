package io.miroir.boot;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.HikariDataSource;
import io.miroir.catalog.Catalog;
import io.miroir.catalog.CatalogConfig;
import io.miroir.catalog.CatalogRoom;
import io.miroir.ingest.shard.ShardClient;
import io.miroir.ingest.shard.ShardConfig;
import io.miroir.ingest.shard.ShardServices;
import io.miroir.node.remote.ClusterNodes;
import io.miroir.search.ClusterSearches;
import io.miroir.search.SearchConfig;
import io.miroir.search.Searches;
import io.miroir.tasks.IndexTasks;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskTakeover;
import io.miroir.tasks.TasksConfig;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.formation.Formation;
import io.miroir.topology.persistence.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Every room of this member below HTTP, wired to each other through their doors. */
record Rooms(
    TopologyRoom topology,
    Catalog catalog,
    SqlTasks tasks,
    IndexTasks indexTasks,
    LocalNode local,
    ClusterNodes nodes,
    ShardClient shards,
    Searches searches) {
  private static final Duration TAKEOVER_INTERVAL = Duration.ofSeconds(2);

  static Rooms start(ActorSystem<?> system, ServerConfig config, Formation formation, Ending ending)
      throws Exception {
    Clock clock = Clock.systemUTC();
    TopologyRoom topology = topology(system, config, formation);
    Catalog catalog =
        CatalogRoom.start(
            system,
            new CatalogConfig(config.indexes().shards(), config.indexes().replicationFactor()),
            topology);
    SqlTasks tasks = tasks(system, formation.database(), ending);
    LocalNode local =
        LocalNode.start(system, config, formation.clusterId(), topology.tables(), ending);
    ClusterNodes nodes =
        ClusterNodes.start(
            system,
            Optional.of(local.node()),
            topology.tables(),
            topology.topology()::observed,
            clock);
    IndexTasks indexTasks =
        new IndexTasks(tasks, catalog, nodes, topology.tables(), system.executionContext());
    ShardClient shards =
        ShardClient.start(
            system,
            new ShardServices(
                nodes, topology.topology(), topology.tables(), ShardConfig.DEFAULT, clock));
    Searches searches =
        ClusterSearches.create(
            system,
            SearchConfig.DEFAULT,
            nodes,
            topology.tables(),
            catalog,
            Set.of(local.node().id()));
    system.systemActorOf(
        TaskTakeover.create(tasks, Map.of(), TAKEOVER_INTERVAL), "task-takeover", Props.empty());
    return new Rooms(topology, catalog, tasks, indexTasks, local, nodes, shards, searches);
  }

  private static TopologyRoom topology(
      ActorSystem<?> system, ServerConfig config, Formation formation) {
    TopologyConfig usual = TopologyConfig.DEFAULT;
    return TopologyRoom.start(
        system,
        new TopologyConfig(config.indexes().replicaGroups(), usual.failAfter()),
        formation::store);
  }

  private static SqlTasks tasks(ActorSystem<?> system, Database database, Ending ending)
      throws Exception {
    TasksConfig config = TasksConfig.DEFAULT;
    HikariDataSource pool =
        Patience.untilItWorks(() -> database.pool("tasks", config.readers() + 1));
    String owner = TaskTakeover.owner(Cluster.get(system).selfMember().uniqueAddress());
    SqlTasks tasks =
        Patience.untilItWorks(() -> SqlTasks.open(pool, owner, config, system.executionContext()));
    ending.last(
        "tasks",
        () -> {
          tasks.close();
          pool.close();
        });
    return tasks;
  }

  /** Makes this member's node known, once this member is in the cluster. */
  CompletionStage<Done> register() {
    return local.register(topology.topology());
  }
}
