package io.miroir.boot;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.HikariDataSource;
import io.miroir.access.Keys;
import io.miroir.catalog.Catalog;
import io.miroir.catalog.CatalogConfig;
import io.miroir.catalog.CatalogRoom;
import io.miroir.ingest.IngestRoom;
import io.miroir.node.Nodes;
import io.miroir.node.meilisearch.Ownership;
import io.miroir.operations.LeftoverSweep;
import io.miroir.operations.dump.Dumps;
import io.miroir.operations.dump.ImportTarget;
import io.miroir.operations.dump.Imports;
import io.miroir.operations.dump.IndexCopies;
import io.miroir.operations.export.Exports;
import io.miroir.operations.saga.CoordinatorConfig;
import io.miroir.operations.saga.Operations;
import io.miroir.operations.saga.OperationsRoom;
import io.miroir.operations.webhook.WebhookRoom;
import io.miroir.search.ClusterSearches;
import io.miroir.search.SearchConfig;
import io.miroir.search.Searches;
import io.miroir.tasks.IndexTasks;
import io.miroir.tasks.Resumption;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskTakeover;
import io.miroir.tasks.TaskType;
import io.miroir.tasks.TasksConfig;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.topology.formation.Formation;
import io.miroir.topology.persistence.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every room of this member below HTTP, wired to each other through their doors. */
record Rooms(
    TopologyRoom topology,
    Catalog catalog,
    Keys keys,
    SqlTasks tasks,
    IndexTasks indexTasks,
    LocalNode local,
    Ownership ownership,
    IngestRoom ingest,
    Searches searches,
    Operations operations,
    Dumps dumps,
    Imports imports,
    Exports exports) {
  private static final Duration TAKEOVER_INTERVAL = Duration.ofSeconds(2);

  /** What a query may take beyond its deadline until nothing of it reads any more. */
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(5);

  static Rooms start(ActorSystem<?> system, ServerConfig config, Formation formation, Ending ending)
      throws Exception {
    TopologyRoom topology = topology(system, config, formation);
    CatalogRoom catalogRoom =
        CatalogRoom.start(
            system,
            new CatalogConfig(config.indexes().shards(), config.indexes().replicationFactor()),
            topology);
    Catalog catalog = catalogRoom.catalog();
    Keys keys = catalogRoom.keys();
    SqlTasks tasks = tasks(system, formation.database(), ending);
    LocalNode local = LocalNode.start(system, config, formation.clusterId(), topology, ending);
    Nodes nodes = local.room().nodes();
    IndexTasks indexTasks =
        new IndexTasks(tasks, catalog, nodes, topology.tables(), system.executionContext());
    Operations operations = operations(system, config, topology, catalog, local);
    IngestRoom ingest =
        IngestRoom.start(
            system,
            config.dataDir().resolve("spool"),
            tasks,
            catalog,
            topology.topology(),
            topology.tables(),
            nodes,
            operations::reported);
    Searches searches =
        ClusterSearches.create(
            system, SearchConfig.DEFAULT, nodes, topology.tables(), catalog, Set.of(local.id()));
    system.systemActorOf(
        TaskTakeover.create(tasks, resumptions(ingest, indexTasks), TAKEOVER_INTERVAL),
        "task-takeover",
        Props.empty());
    Clock clock = Clock.systemUTC();
    Dumps dumps =
        Dumps.open(tasks, nodes, topology.tables(), keys, config.operations().directories(), clock);
    ending.add("dumps", dumps::close);
    Imports imports =
        Imports.open(
            new ImportTarget(
                catalog,
                indexTasks,
                tasks,
                ingest.bulk(),
                ingest.writes(),
                keys,
                topology.tables()),
            config.dataDir().resolve("imports"),
            clock);
    ending.add("imports", imports::close);
    Exports exports =
        new Exports(
            tasks,
            topology.tables(),
            new IndexCopies(nodes, topology.tables()),
            config.dataDir().resolve("exports"));
    ending.add("exports", exports::close);
    WebhookRoom.start(system, tasks.webhooks(), config.operations().webhooks());
    return new Rooms(
        topology,
        catalog,
        keys,
        tasks,
        indexTasks,
        local,
        new Ownership(formation.clusterId(), config.servers().key(), Clock.systemUTC()),
        ingest,
        searches,
        operations,
        dumps,
        imports,
        exports);
  }

  /** Long changes, and the removal of what they leave on this member's node. */
  private static Operations operations(
      ActorSystem<?> system,
      ServerConfig config,
      TopologyRoom topology,
      Catalog catalog,
      LocalNode local) {
    Operations operations =
        OperationsRoom.start(
            system, moving(config), topology.tables(), topology.topology(), catalog);
    system.systemActorOf(
        LeftoverSweep.create(
            local.room().local(),
            topology.tables(),
            topology.topology(),
            SearchConfig.DEFAULT.deadline().plus(LEFTOVER_GRACE),
            Clock.systemUTC()),
        "leftover-sweep",
        Props.empty());
    return operations;
  }

  private static CoordinatorConfig moving(ServerConfig config) {
    CoordinatorConfig usual = CoordinatorConfig.DEFAULT;
    return new CoordinatorConfig(
        config.movement().automatic(),
        config.movement().healAfter(),
        usual.settle(),
        usual.movesPerNode(),
        usual.movesMax());
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
    ending.add("connections of the tasks", pool::close);
    String owner = TaskTakeover.owner(Cluster.get(system).selfMember().uniqueAddress());
    SqlTasks tasks =
        Patience.untilItWorks(() -> SqlTasks.open(pool, owner, config, system.executionContext()));
    ending.add("tasks", tasks::close);
    return tasks;
  }

  /** What remains to be done of acknowledged tasks whose member died. */
  private static Map<TaskType, Resumption> resumptions(IngestRoom ingest, IndexTasks indexTasks) {
    Map<TaskType, Resumption> all = new EnumMap<>(indexTasks.resumptions());
    all.put(TaskType.DOCUMENT_ADDITION_OR_UPDATE, ingest.writes()::resume);
    all.put(TaskType.DOCUMENT_DELETION, ingest.writes()::resume);
    return all;
  }

  /** Makes this member's node and the configured servers known, once it is in the cluster. */
  CompletionStage<Done> register(ServerConfig.Servers servers) {
    return local
        .register(topology.topology())
        .thenCompose(
            done ->
                new ServerNodeRegistration(topology.topology(), topology.tables(), ownership)
                    .register(servers.nodes()));
  }

  /** Makes the default keys, if there are none, and what the command line defines for all. */
  CompletionStage<?> define(OperationsConfig operations) {
    CompletionStage<?> features =
        operations.features().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : catalog.switchFeatures(operations.features());
    return keys.begin()
        .thenCompose(done -> features)
        .thenCompose(done -> WebhookRoom.define(tasks.webhooks(), operations.webhooks()));
  }
}
