package io.miroir.ingest;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.miroir.catalog.Catalog;
import io.miroir.ingest.decode.SpoolSpace;
import io.miroir.ingest.shard.RepairReport;
import io.miroir.ingest.shard.RepairSlots;
import io.miroir.ingest.shard.ShardClient;
import io.miroir.ingest.shard.ShardConfig;
import io.miroir.ingest.shard.ShardServices;
import io.miroir.node.Nodes;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.Tasks;
import io.miroir.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The room on one member.
 *
 * @param writes also ends tasks of dead members: {@code writes::resume}
 * @param bulk for imports
 * @param shards for operators: {@code describe}
 */
public record IngestRoom(DocumentWriter writes, BulkWriter bulk, ShardClient shards) {
  /** At once on one member: enough to keep its disk busy, few enough to leave room for writes. */
  private static final int REPAIRS_MAX = 4;

  /**
   * Hosts shard entities on this member and opens the write path.
   *
   * @param spool a directory of this member alone, for bodies while they are read
   * @param repairs learns how the repairs of this member's shards go on
   */
  public static IngestRoom start(
      ActorSystem<?> system,
      Path spool,
      Tasks tasks,
      Catalog catalog,
      Topology topology,
      RoutingTables tables,
      Nodes nodes,
      RepairReport.Listener repairs)
      throws IOException {
    InstantSource clock = InstantSource.system();
    ShardClient shards =
        ShardClient.start(
            system,
            new ShardServices(
                nodes,
                topology,
                tables,
                ShardConfig.DEFAULT,
                new RepairSlots(REPAIRS_MAX),
                repairs,
                clock));
    IngestServices services =
        new IngestServices(
            tasks,
            catalog,
            tables,
            nodes,
            shards,
            SpoolSpace.in(spool),
            IngestConfig.DEFAULT,
            clock,
            system.dispatchers().lookup(DispatcherSelector.fromConfig("ingest-decode")));
    return new IngestRoom(
        DocumentWriter.create(system, services), BulkWriter.create(system, services), shards);
  }
}
