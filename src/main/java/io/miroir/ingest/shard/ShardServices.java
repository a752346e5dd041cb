package io.miroir.ingest.shard;

import io.miroir.node.Nodes;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.Topology;
import java.time.InstantSource;

/** What a shard entity needs of its member. */
public record ShardServices(
    Nodes nodes,
    Topology topology,
    RoutingTables tables,
    ShardConfig config,
    RepairSlots repairs,
    RepairReport.Listener listener,
    InstantSource clock) {}
