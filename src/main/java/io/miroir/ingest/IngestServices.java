package io.miroir.ingest;

import io.miroir.catalog.Catalog;
import io.miroir.ingest.decode.SpoolSpace;
import io.miroir.ingest.shard.Shards;
import io.miroir.node.Nodes;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.Tasks;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What document writes need of their member.
 *
 * @param blocking threads for disk and for checking documents
 */
public record IngestServices(
    Tasks tasks,
    Catalog catalog,
    RoutingTables tables,
    Nodes nodes,
    Shards shards,
    SpoolSpace space,
    IngestConfig config,
    InstantSource clock,
    Executor blocking) {}
